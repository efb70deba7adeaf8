package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.probe.Attempt;
import io.probity.probe.Check;
import io.probity.probe.FailureClass;
import io.probity.probe.Timings;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import io.probity.testing.Samples;
import io.probity.tls.ChainVerdict;
import io.probity.tls.TlsFacts;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckMetricsTest {
  private static final Timings FRESH = new Timings(1_000, 2_000, 3_000, 40, 5_000, 600, 11_640);
  private static final TlsFacts TLS =
      new TlsFacts(List.of(), "TLSv1.3", "TLS_AES_128_GCM_SHA256", ChainVerdict.VALID);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final CheckMetrics metrics = new CheckMetrics(registry);

  private void check(String method, Attempt... attempts) {
    List<Attempt> made = List.of(attempts);
    metrics.checked(
        method, new Check(1, Samples.AT, Trigger.SCHEDULE, Verdict.of(made), made, 100));
  }

  private static Attempt over(Timings timings, @Nullable TlsFacts tls, Attempt like) {
    return new Attempt(
        like.startedAt(),
        timings,
        like.address(),
        like.connection(),
        tls,
        like.response(),
        like.failure(),
        like.degradation());
  }

  private static Attempt answered(int status) {
    return Samples.answered(status, Map.of());
  }

  private long requests() {
    return registry.find("http.client.request.duration").timers().stream()
        .mapToLong(each -> each.count())
        .sum();
  }

  private double errors() {
    return registry.find("http.connection.errors").counters().stream()
        .mapToDouble(each -> each.count())
        .sum();
  }

  private long requests(String method, String status) {
    return registry
        .get("http.client.request.duration")
        .tags("method", method, "status_code", status)
        .timer()
        .count();
  }

  private double count(String name) {
    return registry.get(name).counter().count();
  }

  private double seconds(String phase) {
    return registry
        .get("probity.probe.phase.duration")
        .tag("phase", phase)
        .timer()
        .totalTime(TimeUnit.SECONDS);
  }

  @Test
  void attemptsWithAResponseAreTimedByMethodAndStatus() {
    check("GET", answered(200));
    check("GET", answered(200));
    check("POST", answered(503).judged(Samples.failed(FailureClass.STATUS_5XX).failure(), null));
    assertThat(requests("GET", "200")).isEqualTo(2);
    assertThat(requests("POST", "503")).isEqualTo(1);
    assertThat(errors()).isZero();
  }

  @Test
  void whatTargetsAnswerCannotMakeSeriesWithoutEnd() {
    check("BREW", answered(200));
    check("GET", answered(600));
    check("GET", answered(999));
    assertThat(requests("_OTHER", "200")).isEqualTo(1);
    assertThat(requests("GET", "_OTHER")).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(FailureClass.class)
  void anAttemptIsEitherARequestOrAnErrorOrAFaultOfOurs(FailureClass cls) {
    boolean answeredFirst = cls.phase().ordinal() > io.probity.probe.Phase.RESPONSE.ordinal();
    Attempt failed = Samples.failed(cls);
    check(
        "GET",
        answeredFirst && !cls.ours() ? answered(200).judged(failed.failure(), null) : failed);
    assertThat(requests()).isEqualTo(answeredFirst && !cls.ours() ? 1 : 0);
    assertThat(errors()).isEqualTo(answeredFirst ? 0 : 1);
    if (!answeredFirst) {
      assertThat(registry.get("http.connection.errors").tag("error_type", cls.wireName()).counter())
          .satisfies(counter -> assertThat(counter.count()).isEqualTo(1));
    }
  }

  @Test
  void aResponseCutOffIsAnErrorAlthoughItsHeadArrived() {
    check(
        "GET",
        answered(200).judged(Samples.failed(FailureClass.RESPONSE_TRUNCATED).failure(), null));
    assertThat(requests()).isZero();
    assertThat(errors()).isEqualTo(1);
  }

  @Test
  void phasesAreTimedAsFarAsAnAttemptGot() {
    check("GET", over(FRESH, TLS, answered(200)));
    check("GET", answered(200)); // on a pooled connection, no phase of which was measured
    assertThat(seconds("dns")).isEqualTo(0.001);
    assertThat(seconds("connect")).isEqualTo(0.002);
    assertThat(seconds("tls")).isEqualTo(0.003);
    assertThat(seconds("write")).isEqualTo(0.000_04);
    assertThat(seconds("first_byte")).isEqualTo(0.005);
    assertThat(seconds("transfer")).isEqualTo(0.000_6);
    assertThat(registry.get("probity.probe.phase.duration").timers())
        .allMatch(each -> each.count() == 1);
  }

  @Test
  void onlyFinishedHandshakesAreTimedAsSuch() {
    check("GET", over(FRESH, TLS, answered(200)));
    check("GET", over(Samples.timings(900), TLS, answered(200)));
    check("GET", over(FRESH, TLS, Samples.failed(FailureClass.TLS_CERTIFICATE_EXPIRED)));
    assertThat(registry.get("tls.handshake.duration").tag("version", "TLS 1.3").timer().count())
        .isEqualTo(1);
  }

  @Test
  void aPassAfterARetryIsARecovery() {
    check("GET", Samples.failed(FailureClass.CONNECT_REFUSED), answered(200));
    check("GET", answered(200));
    assertThat(count("probity.check.retries")).isEqualTo(1);
    assertThat(count("probity.checks.recovered.by.retry")).isEqualTo(1);
  }

  @Test
  void aRetryThatFailsTooIsNone() {
    Attempt refused = Samples.failed(FailureClass.CONNECT_REFUSED);
    check("GET", refused, refused);
    assertThat(count("probity.check.retries")).isEqualTo(1);
    assertThat(count("probity.checks.recovered.by.retry")).isZero();
  }

  @Test
  void theReplayOfAStaleConnectionIsNoRetry() {
    check("GET", Samples.failed(FailureClass.REQUEST_STALE_CONNECTION), answered(200));
    assertThat(count("probity.check.stale.connections")).isEqualTo(1);
    assertThat(count("probity.check.retries")).isZero();
    assertThat(count("probity.checks.recovered.by.retry")).isZero();
  }
}
