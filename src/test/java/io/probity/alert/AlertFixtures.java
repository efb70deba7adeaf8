package io.probity.alert;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.db.Db;
import io.probity.db.Ids;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointSpec;
import io.probity.secret.AesGcmSealer;
import io.probity.secret.MasterKey;
import io.probity.secret.Sealer;
import io.probity.secret.Secret;
import io.probity.testing.ManualClock;
import io.probity.testing.Samples;
import java.net.URI;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the tests of alerting start from: a database, an outbox, and things to announce. */
final class AlertFixtures {
  static final Instant START = Instant.parse("2026-11-22T11:20:00Z");

  final Db db;
  final Sealer sealer = new AesGcmSealer(MasterKey.generate());
  final ManualClock clock = new ManualClock(START);
  final Doorbell bell = new Doorbell();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final ChannelStore channels;
  final JdbcOutbox outbox;

  AlertFixtures(Db db) {
    this.db = db;
    channels = new ChannelStore(db, sealer);
    outbox = new JdbcOutbox(channels, bell, clock, meters);
  }

  Deliveries deliveries(AlertChannel channel) {
    return deliveries(channel, new Deliveries.Slots(256, 16));
  }

  Deliveries deliveries(AlertChannel channel, Deliveries.Slots slots) {
    return new Deliveries(db, sealer, channel, bell, new SendingLog(meters), dead(), slots);
  }

  DeadChannels dead() {
    return new DeadChannels(outbox, new Links(Optional.empty()));
  }

  /** A new channel that wants all events. */
  Channel channel(String url) {
    return channels.create(spec(url), clock.instant()).channel();
  }

  static ChannelSpec spec(String url) {
    return spec(url, EnumSet.allOf(EventType.class), Map.of());
  }

  static ChannelSpec spec(String url, Set<EventType> events, Map<String, String> labels) {
    return new ChannelSpec(
        "on call",
        URI.create(url),
        ChannelFormat.PROBITY,
        null,
        Map.of("X-Team", "payments"),
        Map.of("X-Token", new Secret("t0ken")),
        events,
        labels,
        null,
        true,
        null);
  }

  /** Publishes an event about an endpoint and returns its id. */
  UUID publish(EventType type, @Nullable Endpoint endpoint) {
    Event event = event(type, endpoint, clock.instant());
    db.run(tx -> outbox.publish(tx, event));
    return event.id();
  }

  UUID publish(long endpointId) {
    return publish(EventType.ENDPOINT_DOWN, endpoint(endpointId, Map.of()));
  }

  static Event event(EventType type, @Nullable Endpoint endpoint, Instant at) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("incidentId", "01993f4e-7c1a-7cc0-8000-0123456789ab");
    return new Event(Ids.uuid7(at), type, at, endpoint, data);
  }

  /** The states of all deliveries in the order they were made, as "state/attempts". */
  List<String> states() {
    return db.list(
        "SELECT state, attempts FROM delivery ORDER BY id",
        row -> DeliveryState.ofNumber(row.getInt(1)).wireName() + "/" + row.getInt(2));
  }

  /** When the only delivery is due next. */
  Instant nextAt() {
    return db.first(
            "SELECT next_at FROM delivery ORDER BY id LIMIT 1",
            row -> row.getTimestamp(1).toInstant())
        .orElseThrow();
  }

  static Endpoint endpoint(long id, Map<String, String> labels) {
    return endpoint(id, "https://orders.example.com/health", labels);
  }

  static Endpoint endpoint(long id, String url, Map<String, String> labels) {
    EndpointSpec spec = Samples.orders("orders-" + id, "Orders " + id, url, labels);
    return new Endpoint(id, new UUID(7, id), 3, 1, START, START, spec);
  }
}
