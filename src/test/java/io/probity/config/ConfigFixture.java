package io.probity.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.probity.alert.ChannelCodec;
import io.probity.alert.ManagedChannelStore;
import io.probity.db.Db;
import io.probity.db.Mandate;
import io.probity.db.Reach;
import io.probity.db.Snapshot;
import io.probity.db.Trail;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointCodec;
import io.probity.endpoint.EndpointQuery;
import io.probity.endpoint.Endpoints;
import io.probity.endpoint.ManagedEndpointStore;
import io.probity.health.ManagedMaintenanceStore;
import io.probity.secret.AesGcmSealer;
import io.probity.secret.MasterKey;
import io.probity.secret.Sealer;
import io.probity.testing.ManualClock;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Documents over a database of their own, and what the trail was told. */
final class ConfigFixture {
  private static final ObjectMapper YAML = new YAMLMapper();

  final ManualClock clock = new ManualClock(Instant.parse("2026-11-22T10:00:00Z"));
  final Db db = TestPostgres.freshDb();
  final EndpointCodec codec =
      new EndpointCodec(
          () -> Duration.ofSeconds(1), host -> host.equals("10.0.0.1") ? "No." : null);
  final Endpoints endpoints;
  final Configuration configuration;
  final Additions additions;
  final List<String> noted = new ArrayList<>();

  ConfigFixture() {
    Sealer sealer = new AesGcmSealer(MasterKey.generate());
    endpoints = new Endpoints(db, sealer, clock);
    ManagedEndpointStore managed = new ManagedEndpointStore(sealer, codec, endpoints);
    configuration =
        new Configuration(
            db,
            managed,
            new ManagedChannelStore(sealer, new ChannelCodec(host -> null, template -> null)),
            new ManagedMaintenanceStore(),
            clock);
    additions = new Additions(db, managed, clock);
  }

  static JsonNode yaml(String text) {
    try {
      return YAML.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  Mandate mandate(Map<String, String> labels) {
    Trail trail =
        (tx, kind, id, before, after) -> noted.add(kind + " " + shown(before) + " " + shown(after));
    return new Mandate(new Reach(labels), trail);
  }

  private static String shown(Snapshot snapshot) {
    return String.valueOf(snapshot);
  }

  Plan apply(String document) {
    return configuration.applySent(yaml(document), false, mandate(Map.of()));
  }

  Plan plan(String document) {
    return configuration.applySent(yaml(document), true, mandate(Map.of()));
  }

  List<Endpoint> all() {
    return endpoints.list(new EndpointQuery(List.of(), Set.of(), null), 0, 20_000);
  }

  List<String> keys() {
    return all().stream().map(each -> String.valueOf(each.spec().key())).toList();
  }
}
