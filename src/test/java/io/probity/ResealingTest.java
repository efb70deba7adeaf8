package io.probity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.Resealing.Counts;
import io.probity.alert.ChannelCodec;
import io.probity.alert.ChannelFormat;
import io.probity.alert.ChannelSpec;
import io.probity.alert.EventType;
import io.probity.alert.ManagedChannelStore;
import io.probity.alert.SealedChannelStore;
import io.probity.cluster.Ownership;
import io.probity.db.Db;
import io.probity.db.Fence;
import io.probity.db.Fenced;
import io.probity.db.Reach;
import io.probity.endpoint.Auth;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointQuery;
import io.probity.endpoint.EndpointSpec;
import io.probity.endpoint.Endpoints;
import io.probity.endpoint.Managed;
import io.probity.endpoint.SealedEndpointStore;
import io.probity.endpoint.UnreadableEndpoint;
import io.probity.secret.AesGcmSealer;
import io.probity.secret.MasterKey;
import io.probity.secret.Sealer;
import io.probity.secret.Secret;
import io.probity.testing.ManualClock;
import io.probity.testing.OwnedShards;
import io.probity.testing.Specs;
import io.probity.testing.TestPostgres;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResealingTest {
  private static final String OWNER = "test";
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final EndpointSpec ENDPOINT =
      Specs.of("https://h.example/")
          .auth(new Auth.Basic("user", new Secret("pass")))
          .secretHeaders(Map.of("X-One", new Secret("1"), "X-Two", new Secret("2")))
          .spec();
  private static final ChannelSpec CHANNEL =
      new ChannelSpec(
          "on call",
          URI.create("https://hooks.example/t0ken"),
          ChannelFormat.PROBITY,
          null,
          Map.of(),
          Map.of("X-Token", new Secret("t")),
          Set.of(EventType.ENDPOINT_DOWN),
          Map.of(),
          null,
          true,
          OWNER);

  private static final EndpointQuery ALL = new EndpointQuery(List.of(), Set.of(), null);

  private final Db db = TestPostgres.freshDb();
  private final MasterKey old = MasterKey.generate();
  private final MasterKey next = MasterKey.generate();
  private final Sealer before = new AesGcmSealer(old);
  private final Sealer both = new AesGcmSealer(next, List.of(old));
  private final Sealer after = new AesGcmSealer(next);
  private final NeededKeys needed = new NeededKeys(new InstallationStore(db));

  @BeforeEach
  void sealsWithTheOldKey() {
    needed.add(before);
    endpoints(before).create(ENDPOINT);
    Managed.Change<ChannelSpec> made =
        new Managed.Change<>(UUID.randomUUID(), CHANNEL.name(), null, CHANNEL);
    db.run(tx -> channels(before).write(tx, List.of(made), NOW));
  }

  private Endpoints endpoints(Sealer sealer) {
    return new Endpoints(db, sealer, new ManualClock(NOW));
  }

  private static ManagedChannelStore channels(Sealer sealer) {
    return new ManagedChannelStore(sealer, new ChannelCodec(host -> null, template -> null));
  }

  private Resealing resealing(Sealer sealer, Ownership ownership) {
    return new Resealing(
        db,
        sealer,
        ownership,
        List.of(new SealedEndpointStore(sealer), new SealedChannelStore(sealer)));
  }

  private List<Managed.Held<ChannelSpec>> heldChannels(Sealer sealer) {
    return db.tx(tx -> channels(sealer).owned(tx, OWNER, Reach.EVERYTHING));
  }

  @Test
  void bringsEverySecretUnderTheCurrentKeyAndForgetsTheOneBefore() {
    Endpoint made = endpoints(before).list(ALL, 0, 10).get(0);
    needed.add(both);
    assertThat(needed.fingerprints()).containsExactly(old.fingerprint(), next.fingerprint());
    assertThat(resealing(both, OwnedShards.ALL).tick()).contains(new Counts(6, 0, 0));
    assertThat(needed.fingerprints()).containsExactly(next.fingerprint());
    assertThat(endpoints(after).find(made.publicId())).contains(made);
    assertThat(heldChannels(after))
        .singleElement()
        .satisfies(held -> assertThat(held.spec()).isEqualTo(CHANNEL));
    assertThat(
            db.list(
                "SELECT 1 FROM channel WHERE secret LIKE ?",
                row -> 1,
                "%" + next.fingerprint() + "%"))
        .hasSize(1);
  }

  @Test
  void goesOnOverMoreRowsThanABatch() {
    for (int i = 0; i < 450; i++) {
      endpoints(before).create(ENDPOINT);
    }
    assertThat(resealing(both, OwnedShards.ALL).tick()).contains(new Counts(6 + 3 * 450, 0, 0));
  }

  @Test
  void sealsUrlsThatWereStoredInClear() {
    db.update(
        "UPDATE channel SET config = jsonb_set(config, '{url}', to_jsonb(?::text))",
        CHANNEL.url().toString());
    assertThat(heldChannels(before).get(0).spec()).isEqualTo(CHANNEL);
    assertThat(resealing(before, OwnedShards.ALL).tick()).contains(new Counts(6, 0, 0));
    assertThat(db.list("SELECT config::text FROM channel", row -> row.getString(1)).get(0))
        .doesNotContain("t0ken");
    assertThat(heldChannels(before).get(0).spec()).isEqualTo(CHANNEL);
  }

  @Test
  void countsWhatNoKeyOpensAndLeavesItAsItIs() {
    UUID id = endpoints(before).list(ALL, 0, 10).get(0).publicId();
    Endpoints elsewhere = endpoints(after);
    elsewhere.create(ENDPOINT);
    needed.add(both);
    assertThat(resealing(after, OwnedShards.ALL).tick()).contains(new Counts(3, 0, 6));
    assertThat(needed.fingerprints()).contains(old.fingerprint());
    assertThatThrownBy(() -> elsewhere.find(id)).isInstanceOf(UnreadableEndpoint.class);
    assertThat(endpoints(before).find(id)).isPresent();
  }

  @Test
  void keepsRevisionsAndTellsNobody() {
    String rows = "SELECT revision || ' ' || updated_at || ' ' || change_xid FROM endpoint";
    List<String> untouched = db.list(rows, row -> row.getString(1));
    resealing(both, OwnedShards.ALL).tick();
    assertThat(db.list(rows, row -> row.getString(1))).isEqualTo(untouched);
  }

  @Test
  void isTheMatterOfOneReplica() {
    assertThat(resealing(both, new OwnedShards(shard -> false)).tick()).isEmpty();
    assertThat(resealing(both, new TakenOver()).tick()).isEmpty();
    assertThat(resealing(before, OwnedShards.ALL).tick()).contains(new Counts(6, 0, 0));
  }

  /** Believes that it owns everything, wrongly. */
  private record TakenOver() implements Ownership {
    @Override
    public boolean owns(int shard) {
      return true;
    }

    @Override
    public Set<Integer> shards() {
      return Set.of();
    }

    @Override
    public Fence fence(int shard) {
      return tx -> {
        throw new Fenced("somebody else owns it");
      };
    }
  }

  @Test
  void showsHowFarItIs() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    SecretWatch watch = new SecretWatch(resealing(both, OwnedShards.ALL), registry);
    watch.show();
    assertThat(registry.get("probity.secrets.sealed").tag("key", "current").gauge().value())
        .isNaN();
    watch.tick();
    assertThat(registry.get("probity.secrets.sealed").tag("key", "current").gauge().value())
        .isEqualTo(6);
    assertThat(registry.get("probity.secrets.sealed").tag("key", "missing").gauge().value())
        .isZero();
  }
}
