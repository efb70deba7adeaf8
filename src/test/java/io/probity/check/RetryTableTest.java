package io.probity.check;

import static io.probity.endpoint.ConnectionMode.FRESH;
import static io.probity.endpoint.ConnectionMode.POOLED;
import static io.probity.testing.Samples.answered;
import static io.probity.testing.Samples.failed;
import static org.assertj.core.api.Assertions.assertThat;

import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointSpec;
import io.probity.net.LoopbackEgress;
import io.probity.probe.Attempt;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Prober;
import io.probity.testing.Samples;
import io.probity.testing.Specs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every class of failures.md with its kind of retry, and that retries keep to it. */
class RetryTableTest {
  /** Written out by hand, not taken from the code. */
  private static final Map<FailureClass, String> TABLE =
      table(
          """
          confirm once: dns.nxdomain dns.no_address
          backoff: dns.servfail dns.refused dns.timeout dns.malformed
          never: egress.denied
          at once: connect.refused
          backoff: connect.timeout connect.unreachable
          backoff: tls.handshake_timeout
          delayed: tls.reset tls.closed
          never: tls.not_tls tls.protocol_version tls.no_common_cipher tls.unrecognized_name
          never: tls.client_certificate_required
          delayed: tls.alert
          never: tls.certificate_expired tls.certificate_not_yet_valid tls.intermediate_expired
          never: tls.hostname_mismatch tls.self_signed tls.untrusted_root tls.incomplete_chain
          never: tls.revoked tls.weak_key tls.weak_signature tls.wrong_usage tls.invalid_ca
          never: tls.name_constraint tls.invalid_chain
          at once: request.timeout request.reset
          replay: request.stale_connection
          backoff: response.timeout response.headers_timeout response.body_timeout
          at once: response.closed response.reset
          backoff: response.truncated
          at once: response.stream_reset
          backoff: response.malformed
          never: response.headers_too_large response.body_too_large response.encoding
          never: redirect.too_many redirect.loop redirect.invalid redirect.denied
          never: status.4xx status.unexpected
          backoff: status.5xx
          retry after: status.429
          never: assertion.header assertion.body assertion.json assertion.certificate
          at once: assertion.latency
          never: monitor.overloaded monitor.network_down monitor.internal monitor.interrupted
          """);

  private static final Duration PLENTY = Duration.ofMinutes(5);
  private static final EndpointSpec OFTEN =
      Specs.of("https://x.test/").attempts(9).timeoutsMs(5_000, 5_000, 5_000, 300_000).spec();

  /** The largest number below one. */
  private static final double MOST = Math.nextDown(1.0);

  /** What a machine that does other things besides may add. */
  private static final long ALLOWANCE_MS = 150;

  private final GuardedProbe real = new GuardedProbe(new LoopbackEgress());

  private static Map<FailureClass, String> table(String text) {
    Map<FailureClass, String> table = new LinkedHashMap<>();
    for (String line : text.split("\n")) {
      String[] parts = line.split(": ");
      for (String name : parts[1].split(" ")) {
        FailureClass cls = FailureClass.ofWireName(name).orElseThrow();
        assertThat(table.put(cls, parts[0])).as(name).isNull();
      }
    }
    return table;
  }

  @AfterEach
  void close() {
    real.close();
  }

  private static Optional<Duration> delay(FailureClass cls, int failures, double random) {
    List<Attempt> attempts = Collections.nCopies(failures, failed(cls));
    return RetryPolicy.delay(OFTEN, attempts, PLENTY, Samples.AT, () -> random);
  }

  /** Milliseconds before each of the next attempts, rounded up; empty: no further attempt. */
  private static List<Long> delays(FailureClass cls, double random) {
    return IntStream.rangeClosed(1, 8)
        .mapToObj(failures -> delay(cls, failures, random))
        .takeWhile(Optional::isPresent)
        .map(delay -> (delay.orElseThrow().toNanos() + 999_999) / 1_000_000)
        .toList();
  }

  @ParameterizedTest
  @EnumSource(FailureClass.class)
  void everyClassIsRetriedAsTheTableSays(FailureClass cls) {
    List<Long> doubling = List.of(200L, 400L, 800L, 1_600L, 3_200L, 5_000L, 5_000L, 5_000L);
    List<Long> most =
        switch (TABLE.getOrDefault(cls, "not in the table")) {
          case "never" -> List.of();
          case "at once" -> Collections.nCopies(8, 50L);
          case "replay" -> Collections.nCopies(8, 50L);
          case "delayed" -> Collections.nCopies(8, 1_000L);
          case "backoff", "retry after" -> doubling;
          case "confirm once" -> List.of(50L);
          default -> throw new AssertionError(cls + " is not in the table");
        };
    boolean fixed = TABLE.get(cls).equals("delayed");
    assertThat(delays(cls, MOST)).as("at most").isEqualTo(most);
    assertThat(delays(cls, 0))
        .as("at least")
        .isEqualTo(most.stream().map(ms -> fixed ? ms : 0L).toList());
  }

  @Test
  void aDegradedLatencyIsNotRetried() {
    Attempt slow =
        answered(200, Map.of())
            .judged(null, Failure.of(FailureClass.ASSERTION_LATENCY, "It was slow."));
    assertThat(RetryPolicy.delay(OFTEN, List.of(slow), PLENTY, Samples.AT, () -> 0.5)).isEmpty();
  }

  /** One class after another from each attempt, and when each was asked for. */
  private static final class Timed implements Prober {
    final List<Long> begun = new ArrayList<>();
    final List<ConnectionMode> modes = new ArrayList<>();
    private final List<Attempt> script;

    Timed(Attempt... script) {
      this.script = List.of(script);
    }

    @Override
    public CompletionStage<Attempt> attempt(Endpoint endpoint, ConnectionMode mode, Duration time) {
      begun.add(System.nanoTime());
      modes.add(mode);
      int number = begun.size();
      Attempt next = number <= script.size() ? script.get(number - 1) : answered(200, Map.of());
      return CompletableFuture.completedFuture(next);
    }

    @Override
    public void forget(long endpointId) {}

    long waitedMs() {
      return TimeUnit.NANOSECONDS.toMillis(begun.get(1) - begun.get(0));
    }
  }

  /** Checks by all of them at once, each with two attempts at most. */
  private void checkAll(List<Timed> probers, Duration total) {
    Endpoint endpoint =
        Specs.of("https://x.test/")
            .attempts(2)
            .timeoutsMs(5_000, 5_000, 5_000, total.toMillis())
            .endpoint();
    CompletableFuture<?>[] all =
        probers.stream()
            .map(
                prober -> {
                  CompletableFuture<List<Attempt>> done = new CompletableFuture<>();
                  real.loop.execute(
                      () ->
                          real.guard(prober)
                              .call(endpoint, POOLED, false)
                              .thenAccept(done::complete));
                  return done;
                })
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(all).orTimeout(30, TimeUnit.SECONDS).join();
  }

  @Test
  void theNextAttemptStartsWhenItShouldAndOnAFreshConnection() {
    checkAll(List.of(new Timed(failed(FailureClass.CONNECT_REFUSED))), Duration.ofSeconds(10));
    Map<FailureClass, Timed> probers =
        Arrays.stream(FailureClass.values())
            .collect(Collectors.toMap(cls -> cls, cls -> new Timed(failed(cls))));
    checkAll(List.copyOf(probers.values()), Duration.ofSeconds(10));
    probers.forEach(
        (cls, prober) -> {
          switch (TABLE.get(cls)) {
            case "never" -> assertThat(prober.modes).as(cls.wireName()).containsExactly(POOLED);
            case "delayed" -> assertStarted(cls, prober, 1_000, 1_000);
            case "backoff", "retry after" -> assertStarted(cls, prober, 0, 200);
            case "replay" -> assertStarted(cls, prober, 0, 0);
            default -> assertStarted(cls, prober, 0, 50);
          }
        });
  }

  private static void assertStarted(FailureClass cls, Timed prober, long leastMs, long mostMs) {
    assertThat(prober.modes).as(cls.wireName()).containsExactly(POOLED, FRESH);
    assertThat(prober.waitedMs())
        .as("wait after %s", cls.wireName())
        .isBetween(leastMs, mostMs + ALLOWANCE_MS);
  }

  @Test
  void atOnceIsMostlyWithinFiftyMilliseconds() {
    List<Timed> probers =
        Stream.generate(() -> new Timed(failed(FailureClass.RESPONSE_RESET))).limit(100).toList();
    checkAll(probers, Duration.ofSeconds(10));
    List<Long> waits = probers.stream().map(Timed::waitedMs).sorted().toList();
    assertThat(waits.get(50)).as("the median of a jitter of 50 ms: %s", waits).isBetween(5L, 50L);
    assertThat(waits.get(99)).isLessThanOrEqualTo(50 + ALLOWANCE_MS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dns.nxdomain", "dns.no_address"})
  void aMissingNameIsAskedForTwiceHoweverManyAttemptsThereAre(String name) {
    Attempt missing = failed(FailureClass.ofWireName(name).orElseThrow());
    Timed prober = new Timed(missing, missing, missing);
    Endpoint endpoint = Specs.of("https://x.test/").attempts(5).endpoint();
    CompletableFuture<List<Attempt>> done = new CompletableFuture<>();
    real.loop.execute(
        () -> real.guard(prober).call(endpoint, POOLED, false).thenAccept(done::complete));
    assertThat(GuardedProbe.endings(done.orTimeout(10, TimeUnit.SECONDS).join()))
        .containsExactly(name, name);
  }

  private static Attempt busy(String retryAfter) {
    return answered(429, Map.of("retry-after", List.of(retryAfter)))
        .judged(Failure.of(FailureClass.STATUS_429, "Too many."), null);
  }

  @Test
  void whatTheServerAsksForIsWaitedForUnlessTheCheckHasNotTheTime() {
    Timed patient = new Timed(busy("1"));
    Timed busy = new Timed(busy("2"));
    Timed longer = new Timed(busy("86400"));
    checkAll(List.of(patient, busy, longer), Duration.ofSeconds(2));
    assertThat(patient.modes).containsExactly(POOLED, FRESH);
    assertThat(patient.waitedMs()).isBetween(1_000L, 1_000 + ALLOWANCE_MS);
    assertThat(busy.modes).as("it and a connect are more than there is").hasSize(1);
    assertThat(longer.modes).hasSize(1);
  }
}
