package io.probity.endpoint;

import static io.probity.endpoint.EndpointCodecTest.CODEC;
import static io.probity.endpoint.EndpointCodecTest.FULL;
import static io.probity.endpoint.EndpointCodecTest.json;
import static io.probity.endpoint.EndpointCodecTest.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.db.Db;
import io.probity.db.Mandate;
import io.probity.db.Reach;
import io.probity.db.Trail;
import io.probity.endpoint.Written.Outcome;
import io.probity.testing.ManualClock;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EndpointsTest {
  private final Db db = TestPostgres.freshDb();
  private final ManualClock clock =
      new ManualClock(Instant.parse("2026-11-22T10:00:00.123456789Z"));
  private final Endpoints endpoints = new Endpoints(db, TestSealer.ofKey(1), clock);

  static EndpointSpec spec(String key, String... members) {
    ObjectNode input = (ObjectNode) json("{\"url\": \"https://h.example/" + key + "\"}");
    input.put("key", key);
    for (int i = 0; i < members.length; i += 2) {
      input.set(members[i], json(members[i + 1]));
    }
    return CODEC.read(input, null);
  }

  private List<String> keys(
      List<Map.Entry<String, String>> labels, Set<String> states, @Nullable String text) {
    return endpoints.list(new EndpointQuery(labels, states, text), 0, 100).stream()
        .map(endpoint -> String.valueOf(endpoint.spec().key()))
        .toList();
  }

  private static <T> List<T> together(int threads, Callable<T> work)
      throws InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<T> results = new ArrayList<>();
      List<Callable<T>> calls = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        calls.add(work);
      }
      for (Future<T> each : pool.invokeAll(calls)) {
        results.add(each.get());
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void storesAnEndpointAndFindsItAgain() {
    Endpoint created = endpoints.create(read(FULL));
    assertThat(created.revision()).isEqualTo(1);
    assertThat(created.publicId().version()).isEqualTo(7);
    assertThat(created.createdAt()).isEqualTo(Instant.parse("2026-11-22T10:00:00.123456Z"));
    assertThat(endpoints.find(created.publicId())).contains(created);
    assertThat(endpoints.find(UUID.randomUUID())).isEmpty();
    assertThat(db.first("SELECT config::text FROM endpoint", row -> row.getString(1)).orElseThrow())
        .doesNotContain("hidden")
        .doesNotContain("pass word");
  }

  @Test
  void registersNoMoreThanMayBeWithinReach() {
    Endpoints bounded = new Endpoints(db, TestSealer.ofKey(1), clock, () -> 2);
    Mandate payments = new Mandate(new Reach(Map.of("team", "payments")), Trail.NONE);
    String labels = "{\"team\": \"payments\"}";
    EndpointSpec first = spec("a", "labels", labels);
    bounded.create(first, payments);
    assertThatThrownBy(
            () ->
                bounded.upsertAll(
                    Set.of("a", "b", "c"),
                    now ->
                        Map.of(
                            "a", first,
                            "b", spec("b", "labels", labels),
                            "c", spec("c", "labels", labels)),
                    false,
                    payments))
        .isInstanceOf(TooManyEndpoints.class)
        .hasMessageContaining("probity.limits.endpoints-per-key");
    assertThat(keys(List.of(), Set.of(), null)).containsExactly("a");
    Endpoint second = bounded.create(spec("b", "labels", labels), payments);
    assertThatThrownBy(() -> bounded.create(spec("c", "labels", labels), payments))
        .isInstanceOf(TooManyEndpoints.class);
    assertThatThrownBy(() -> bounded.create(spec("c"))).isInstanceOf(TooManyEndpoints.class);
    assertThat(bounded.upsert("b", now -> second.spec(), payments).outcome())
        .isEqualTo(Outcome.UNCHANGED);
    bounded.delete(second.publicId(), revision -> {}, payments);
    bounded.create(spec("c", "labels", labels), payments);
    Mandate search = new Mandate(new Reach(Map.of("team", "search")), Trail.NONE);
    bounded.create(spec("d", "labels", "{\"team\": \"search\"}"), search);
    assertThat(keys(List.of(), Set.of(), null)).containsExactly("a", "c", "d");
  }

  @Test
  void aKeyIsUniqueAmongTheLiving() {
    Endpoint first = endpoints.create(spec("a"));
    assertThatThrownBy(() -> endpoints.create(spec("a"))).isInstanceOf(KeyTaken.class);
    Endpoint other = endpoints.create(spec("b"));
    assertThatThrownBy(() -> endpoints.update(other.publicId(), now -> spec("a")))
        .isInstanceOf(KeyTaken.class);
    assertThat(endpoints.delete(first.publicId(), revision -> {})).isTrue();
    assertThat(endpoints.create(spec("a")).publicId()).isNotEqualTo(first.publicId());
  }

  @Test
  void anEditRaisesTheRevisionAndANoOpDoesNot() {
    Endpoint created = endpoints.create(spec("a"));
    clock.advance(Duration.ofMinutes(1));
    Written same = endpoints.update(created.publicId(), now -> spec("a")).orElseThrow();
    assertThat(same).isEqualTo(new Written(created, Outcome.UNCHANGED));
    Written paused =
        endpoints.update(created.publicId(), now -> now.spec().withPaused(true)).orElseThrow();
    assertThat(paused.outcome()).isEqualTo(Outcome.UPDATED);
    assertThat(paused.endpoint().revision()).isEqualTo(2);
    assertThat(paused.endpoint().updatedAt()).isAfter(created.updatedAt());
    assertThat(paused.endpoint().createdAt()).isEqualTo(created.createdAt());
    assertThat(endpoints.find(created.publicId())).contains(paused.endpoint());
    assertThat(endpoints.update(UUID.randomUUID(), now -> spec("x"))).isEmpty();
  }

  @Test
  void whatAnEditThrowsUndoesIt() {
    Endpoint created = endpoints.create(spec("a"));
    assertThatThrownBy(
            () ->
                endpoints.update(
                    created.publicId(),
                    now -> {
                      throw new IllegalArgumentException("stale");
                    }))
        .hasMessage("stale");
    assertThatThrownBy(
            () ->
                endpoints.delete(
                    created.publicId(),
                    revision -> {
                      throw new IllegalArgumentException("stale at " + revision);
                    }))
        .hasMessage("stale at 1");
    assertThat(endpoints.find(created.publicId())).contains(created);
  }

  @Test
  void aTombstoneHoldsNoSecrets() {
    Endpoint created = endpoints.create(read(FULL));
    endpoints.delete(created.publicId(), revision -> {});
    assertThat(endpoints.find(created.publicId())).isEmpty();
    assertThat(endpoints.delete(created.publicId(), revision -> {})).isFalse();
    assertThat(
            db.first(
                "SELECT config ->> 'auth' IS NULL AND config ->> 'secretHeaders' = '{}' FROM endpoint",
                row -> row.getBoolean(1)))
        .contains(true);
  }

  @Test
  void listsByLabelsStateAndText() {
    endpoints.create(spec("a", "labels", "{\"team\": \"x\", \"env\": \"prod\"}"));
    endpoints.create(spec("b", "labels", "{\"team\": \"x\"}", "name", "\"50% of_it\""));
    Endpoint c = endpoints.create(spec("c", "paused", "true"));
    Endpoint d = endpoints.create(spec("d"));
    for (Endpoint each : List.of(c, d)) {
      db.update(
          "INSERT INTO health (endpoint_id, observed, since, updated_at) VALUES (?, 2, now(), now())",
          each.id());
    }
    assertThat(keys(List.of(Map.entry("team", "x")), Set.of(), null)).containsExactly("a", "b");
    assertThat(keys(List.of(Map.entry("team", "x"), Map.entry("env", "prod")), Set.of(), null))
        .containsExactly("a");
    assertThat(keys(List.of(Map.entry("team", "X")), Set.of(), null)).isEmpty();
    assertThat(keys(List.of(), Set.of("down"), null)).containsExactly("d");
    assertThat(keys(List.of(), Set.of("paused", "unknown"), null)).containsExactly("a", "b", "c");
    assertThat(keys(List.of(), Set.of(), "0% OF_I")).containsExactly("b");
    assertThat(keys(List.of(), Set.of(), "%%")).isEmpty();
    assertThat(keys(List.of(), Set.of(), "EXAMPLE/c")).containsExactly("c");
    assertThat(keys(List.of(), Set.of(), "\\")).isEmpty();
  }

  @Test
  void pagesStayStableUnderInserts() {
    for (String key : List.of("a", "b", "c")) {
      endpoints.create(spec(key));
    }
    List<Endpoint> first = endpoints.list(EndpointQuery.ALL, 0, 2);
    endpoints.create(spec("d"));
    endpoints.delete(first.get(0).publicId(), revision -> {});
    List<Endpoint> second = endpoints.list(EndpointQuery.ALL, first.get(1).id(), 2);
    assertThat(second).extracting(each -> each.spec().key()).containsExactly("c", "d");
  }

  @Test
  void anUnreadableEndpointDoesNotTakeTheListWithIt() {
    endpoints.create(spec("a"));
    Endpoints lostKey = new Endpoints(db, TestSealer.ofKey(2), clock);
    Endpoint bad = lostKey.create(read(FULL));
    endpoints.create(spec("z"));
    assertThat(endpoints.list(EndpointQuery.ALL, 0, 2))
        .extracting(each -> each.spec().key())
        .containsExactly("a", "z");
    assertThatThrownBy(() -> endpoints.find(bad.publicId())).isInstanceOf(UnreadableEndpoint.class);
    assertThatThrownBy(() -> endpoints.update(bad.publicId(), now -> now.spec()))
        .isInstanceOf(UnreadableEndpoint.class);
    endpoints.update(bad.publicId(), now -> spec("orders-api"));
    assertThat(endpoints.find(bad.publicId())).isPresent();
  }

  @Test
  void concurrentUpsertsOfOneKeyMakeOneEndpoint() throws Exception {
    AtomicInteger number = new AtomicInteger();
    List<Written> written =
        together(
            8,
            () -> {
              String name = "\"n" + number.incrementAndGet() + "\"";
              return endpoints.upsert("k", now -> spec("k", "name", name));
            });
    assertThat(written).filteredOn(each -> each.outcome() == Outcome.CREATED).hasSize(1);
    assertThat(written)
        .extracting(each -> each.endpoint().publicId())
        .containsOnly(written.get(0).endpoint().publicId());
    assertThat(written).extracting(each -> each.endpoint().revision()).doesNotHaveDuplicates();
    assertThat(endpoints.list(EndpointQuery.ALL, 0, 10)).hasSize(1);
  }

  @Test
  void concurrentBatchesNeitherDeadlockNorDouble() throws Exception {
    AtomicInteger number = new AtomicInteger();
    together(
        4,
        () -> {
          int batch = number.incrementAndGet();
          Map<String, EndpointSpec> specs = new java.util.LinkedHashMap<>();
          for (int i = 0; i < 50; i++) {
            String key = "k" + (batch % 2 == 0 ? i : 49 - i);
            specs.put(key, spec(key, "name", "\"batch " + batch + "\""));
          }
          return endpoints.upsertAll(specs.keySet(), now -> specs, false);
        });
    List<Endpoint> all = endpoints.list(EndpointQuery.ALL, 0, 500);
    assertThat(all).hasSize(50);
    assertThat(all).extracting(each -> each.spec().name()).containsOnly(all.get(0).spec().name());
    assertThat(all).extracting(Endpoint::revision).containsOnly(4L);
  }

  @Test
  void aBatchIsAllOrNothingAndADryRunIsNothing() {
    endpoints.create(spec("a"));
    Map<String, EndpointSpec> specs = Map.of("a", spec("a", "name", "\"new\""), "b", spec("b"));
    Map<String, Written> planned = endpoints.upsertAll(specs.keySet(), now -> specs, true);
    assertThat(planned.get("a").outcome()).isEqualTo(Outcome.UPDATED);
    assertThat(planned.get("b").outcome()).isEqualTo(Outcome.CREATED);
    assertThat(keys(List.of(), Set.of(), null)).containsExactly("a");
    assertThatThrownBy(
            () ->
                endpoints.upsertAll(
                    specs.keySet(), now -> Map.of("a", spec("a", "name", "\"x\"")), false))
        .isInstanceOf(NullPointerException.class);
    assertThat(endpoints.list(EndpointQuery.ALL, 0, 9).get(0).revision()).isEqualTo(1);
    Map<String, Written> written = endpoints.upsertAll(specs.keySet(), now -> specs, false);
    assertThat(written.get("a").endpoint().revision()).isEqualTo(2);
    assertThat(endpoints.upsertAll(specs.keySet(), now -> specs, false).values())
        .extracting(Written::outcome)
        .containsOnly(Outcome.UNCHANGED);
  }

  @Test
  void listenersHearOfEachCommitAndOfNothingElse() {
    AtomicInteger heard = new AtomicInteger();
    endpoints.onChange(heard::incrementAndGet);
    Endpoint created = endpoints.create(spec("a"));
    assertThat(heard).hasValue(1);
    endpoints.update(created.publicId(), now -> now.spec());
    endpoints.upsertAll(Set.of("a"), now -> Map.of("a", spec("a", "paused", "true")), true);
    assertThat(heard).hasValue(1);
    endpoints.upsert("a", now -> spec("a", "paused", "true"));
    endpoints.delete(created.publicId(), revision -> {});
    assertThat(heard).hasValue(3);
  }

  @Test
  void shardsSpreadEvenlyAndNeverMove() {
    assertThat(Shards.of(UUID.fromString("0190a8c0-0000-7000-8000-000000000001")))
        .isEqualTo(Shards.of(UUID.fromString("0190a8c0-0000-7000-8000-000000000001")));
    int[] counts = new int[1024];
    for (int i = 0; i < 102_400; i++) {
      counts[Shards.of(io.probity.db.Ids.uuid7(clock.instant().plusMillis(i)))]++;
    }
    assertThat(java.util.Arrays.stream(counts).min().orElseThrow()).isGreaterThan(50);
    assertThat(java.util.Arrays.stream(counts).max().orElseThrow()).isLessThan(160);
  }
}
