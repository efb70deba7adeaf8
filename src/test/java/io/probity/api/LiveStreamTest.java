package io.probity.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.db.Db;
import io.probity.db.Reach;
import io.probity.endpoint.ChangeFeed;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.Endpoints;
import io.probity.health.HealthStore;
import io.probity.history.StoredResults;
import io.probity.secret.AesGcmSealer;
import io.probity.secret.MasterKey;
import io.probity.secret.Sealer;
import io.probity.testing.Samples;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveStreamTest {
  private static final Instant NOW = Instant.parse("2026-11-22T11:20:00Z");
  private static final Set<String> ALL = Set.of("state", "check");

  private final Db db = TestPostgres.freshDb();
  private final Sealer sealer = new AesGcmSealer(MasterKey.generate());
  private final LiveStream stream =
      new LiveStream(
          () ->
              new StreamSources(
                  new ChangeFeed(db, sealer),
                  new HealthStore(db, new ObjectMapper()),
                  StoredResults.fresh(db)));
  private Instant now = NOW;
  private Endpoint payments;
  private Endpoint search;

  @BeforeEach
  void register() {
    db.update(
        """
        CREATE TABLE hot PARTITION OF result_hot
        FOR VALUES FROM ('2026-11-22T00:00:00Z') TO ('2026-11-23T00:00:00Z')
        """);
    Endpoints endpoints = new Endpoints(db, sealer, InstantSource.system());
    payments = endpoints.create(Samples.orders(null, "a", "https://a.example/", team("payments")));
    search = endpoints.create(Samples.orders(null, "b", "https://b.example/", team("search")));
    state(payments, 1, NOW.minusSeconds(3_600));
    check(payments, NOW.minusSeconds(5));
  }

  private static Map<String, String> team(String name) {
    return Map.of("team", name);
  }

  @Test
  void tellsWhatChangesAfterItsClientsCame() {
    Ear ear = listen(ALL, List.of(), Set.of(), null);
    tick();
    assertThat(ear.heard).isEmpty();
    state(payments, 2, now);
    check(search, now);
    tick();
    assertThat(ear.heard).containsExactly("state a", "check b");
    tick();
    assertThat(ear.heard).as("once").hasSize(2);
  }

  @Test
  void findsChecksThatBecomeVisibleAfterLaterOnes() {
    Ear ear = listen(ALL, List.of(), Set.of(), null);
    tick();
    check(payments, now);
    tick();
    check(payments, now.minusSeconds(12));
    tick();
    assertThat(ear.heard).containsExactly("check a", "check a");
  }

  @Test
  void filtersByTypeLabelAndEndpoint() {
    Ear states = listen(Set.of("state"), List.of(), Set.of(), null);
    Ear checks = listen(Set.of("check"), List.of(Map.entry("team", "search")), Set.of(), null);
    Ear one = listen(ALL, List.of(), Set.of(payments.publicId()), null);
    tick();
    state(payments, 2, now);
    state(search, 1, now);
    check(payments, now);
    check(search, now);
    tick();
    assertThat(states.heard).containsExactlyInAnyOrder("state a", "state b");
    assertThat(checks.heard).containsExactly("check b");
    assertThat(one.heard).containsExactly("state a", "check a");
  }

  @Test
  void resumesWhereAClientLeftIt() {
    Ear first = listen(ALL, List.of(), Set.of(), null);
    tick();
    check(payments, now);
    tick();
    first.close();
    tick();
    state(search, 1, now);
    check(search, now);
    now = now.plusSeconds(60);
    Ear again = listen(ALL, List.of(), Set.of(), first.lastId);
    tick();
    assertThat(again.heard).contains("state b", "check b").doesNotContain("reset ");
    tick();
    check(payments, now);
    tick();
    assertThat(again.heard).endsWith("check a");
  }

  @Test
  void saysSoWhenItCannotResume() {
    Ear old = listen(ALL, List.of(), Set.of(), NOW.minus(Duration.ofMinutes(11)).toString());
    Ear odd = listen(ALL, List.of(), Set.of(), "42");
    tick();
    assertThat(old.heard).containsExactly("reset ");
    assertThat(odd.heard).containsExactly("reset ");
  }

  @Test
  void beatsEveryFifteenSeconds() {
    Ear ear = listen(ALL, List.of(), Set.of(), null);
    tick();
    int before = ear.comments;
    for (int i = 0; i < 30; i++) {
      tick();
    }
    assertThat(ear.comments - before).isEqualTo(2);
  }

  @Test
  void cutsOffWhoDoesNotKeepUp() {
    Ear slow = listen(ALL, List.of(), Set.of(), null);
    Ear fast = listen(ALL, List.of(), Set.of(), null);
    tick();
    slow.stalled = true;
    StreamClient client =
        new StreamClient(new StreamFilter(ALL, List.of(), Set.of(), Reach.EVERYTHING), null, slow);
    for (int i = 0; i <= StreamClient.MAX_WAITING; i++) {
      assertThat(slow.closed).isFalse();
      client.event("1", "state", "{}");
    }
    assertThat(slow.closed).isTrue();
    check(payments, now);
    tick();
    assertThat(fast.heard).containsExactly("check a");
    assertThat(slow.heard).hasSize(StreamClient.MAX_WAITING + 1);
  }

  @Test
  void takesInOnlySoManyClients() {
    List<Ear> ears = new ArrayList<>();
    for (int i = 0; i < LiveStream.MAX_CLIENTS; i++) {
      ears.add(listen(ALL, List.of(), Set.of(), null));
    }
    StreamFilter filter = new StreamFilter(ALL, List.of(), Set.of(), Reach.EVERYTHING);
    assertThat(stream.join(new StreamClient(filter, null, new Ear()))).isFalse();
    tick();
    ears.get(7).close();
    tick();
    assertThat(stream.join(new StreamClient(filter, null, new Ear()))).isTrue();
  }

  private Ear listen(
      Set<String> types,
      List<Map.Entry<String, String>> labels,
      Set<UUID> endpoints,
      @Nullable String lastEventId) {
    Ear ear = new Ear();
    StreamFilter filter = new StreamFilter(types, labels, endpoints, Reach.EVERYTHING);
    assertThat(stream.join(new StreamClient(filter, lastEventId, ear))).isTrue();
    return ear;
  }

  private void tick() {
    stream.tick(now);
    now = now.plusSeconds(1);
  }

  private void state(Endpoint endpoint, int version, Instant at) {
    db.update(
        """
        INSERT INTO health (endpoint_id, observed, since, version, updated_at) VALUES (?, 2, ?, ?, ?)
        ON CONFLICT (endpoint_id) DO UPDATE SET version = excluded.version, updated_at = excluded.updated_at
        """,
        endpoint.id(),
        at,
        version,
        at);
  }

  private void check(Endpoint endpoint, Instant at) {
    db.update(
        """
        INSERT INTO result_hot (endpoint_id, at, total_us, lag_us, bytes, attempts, flags, verdict)
        VALUES (?, ?, 1000, 0, 0, 1, 0, 0)
        """,
        endpoint.id(),
        at);
  }

  /** A client that remembers what it heard. */
  private static final class Ear implements StreamClient.Outlet {
    final List<String> heard = new ArrayList<>();
    @Nullable String lastId;
    int comments;
    boolean stalled;
    boolean closed;

    @Override
    public CompletionStage<?> event(String id, String type, String data) {
      lastId = id;
      String name = data.contains("\"name\":\"a\"") ? "a" : data.length() > 2 ? "b" : "";
      heard.add(type + " " + name);
      return stalled ? new CompletableFuture<>() : CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> comment() {
      comments++;
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public boolean isClosed() {
      return closed;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
