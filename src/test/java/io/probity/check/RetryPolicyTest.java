package io.probity.check;

import static io.probity.testing.Samples.answered;
import static io.probity.testing.Samples.failed;
import static org.assertj.core.api.Assertions.assertThat;

import io.probity.endpoint.EndpointSpec;
import io.probity.probe.Attempt;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Phase;
import io.probity.probe.Timings;
import io.probity.testing.Samples;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {
  private static final Duration PLENTY = Duration.ofSeconds(60);
  private static final EndpointSpec GET = Samples.endpoint(1, "GET").spec();
  private static final EndpointSpec POST = Samples.endpoint(1, "POST").spec();

  private static Optional<Duration> delay(EndpointSpec spec, Duration left, Attempt... attempts) {
    return RetryPolicy.delay(spec, List.of(attempts), left, Samples.AT, () -> 0.5);
  }

  @Test
  void aPassIsNotRepeated() {
    assertThat(delay(GET, PLENTY, answered(200, Map.of()))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECT_REFUSED, 25",
    "RESPONSE_RESET, 25",
    "CONNECT_TIMEOUT, 100",
    "STATUS_5XX, 100",
    "TLS_RESET, 1000",
    "DNS_NXDOMAIN, 25",
    "STATUS_429, 100"
  })
  void waitsByClass(FailureClass cls, long millis) {
    assertThat(delay(GET, PLENTY, failed(cls))).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureClass.class,
      names = {
        "TLS_CERTIFICATE_EXPIRED",
        "STATUS_4XX",
        "EGRESS_DENIED",
        "MONITOR_INTERNAL",
        "ASSERTION_BODY"
      })
  void leavesAloneWhatCannotHealWithinSeconds(FailureClass cls) {
    assertThat(delay(GET, PLENTY, failed(cls))).isEmpty();
  }

  @Test
  void backsOffUpToTheLongestDelay() {
    Attempt timeout = failed(FailureClass.CONNECT_TIMEOUT);
    assertThat(delay(GET, PLENTY, timeout, timeout)).contains(Duration.ofMillis(200));
  }

  @Test
  void stopsAtTheLastAttempt() {
    Attempt refused = failed(FailureClass.CONNECT_REFUSED);
    assertThat(delay(GET, PLENTY, refused, refused, refused)).isEmpty();
  }

  @Test
  void aReplayOfAStaleConnectionDoesNotCount() {
    Attempt refused = failed(FailureClass.CONNECT_REFUSED);
    Attempt stale = failed(FailureClass.REQUEST_STALE_CONNECTION);
    assertThat(delay(GET, PLENTY, stale, refused, refused)).isPresent();
    assertThat(delay(GET, PLENTY, stale, refused, refused, refused)).isEmpty();
  }

  @Test
  void aMissingNameIsConfirmedOnce() {
    Attempt missing = failed(FailureClass.DNS_NXDOMAIN);
    assertThat(delay(GET, PLENTY, missing, missing)).isEmpty();
  }

  @Test
  void noRetryStartsThatCannotFinishItsDelayAndOneConnect() {
    Attempt refused = failed(FailureClass.CONNECT_REFUSED);
    assertThat(delay(GET, Duration.ofMillis(125), refused)).isPresent();
    assertThat(delay(GET, Duration.ofMillis(124), refused)).isEmpty();
  }

  @Test
  void reckonsWithAConnectAsSlowAsTheOneItSaw() {
    Timings slow =
        new Timings(
            Timings.NONE, 80_000, Timings.NONE, Timings.NONE, Timings.NONE, Timings.NONE, 80_000);
    Attempt refused = failed(FailureClass.CONNECT_REFUSED);
    Attempt slowly =
        new Attempt(
            refused.startedAt(),
            slow,
            refused.address(),
            null,
            null,
            null,
            refused.failure(),
            null);
    assertThat(delay(GET, Duration.ofMillis(185), slowly)).isPresent();
    assertThat(delay(GET, Duration.ofMillis(184), slowly)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(FailureClass.class)
  void repeatsAPostOnlyWhereNothingWasSent(FailureClass cls) {
    boolean unsent = cls.phase().compareTo(Phase.REQUEST) < 0;
    Optional<Duration> delay = delay(POST, PLENTY, failed(cls));
    assertThat(delay.isPresent()).isEqualTo(unsent && delay(GET, PLENTY, failed(cls)).isPresent());
  }

  @Test
  void repeatsAPostWhoseConnectionWasResetBeforeItWasWritten() {
    Attempt reset = failed(FailureClass.REQUEST_RESET);
    assertThat(delay(POST, PLENTY, taking(reset, 100, Timings.NONE))).isPresent();
    assertThat(delay(POST, PLENTY, taking(reset, 100, 20))).isEmpty();
    assertThat(delay(POST, PLENTY, taking(reset, Timings.NONE, Timings.NONE))).isEmpty();
  }

  private static Attempt taking(Attempt attempt, int connectUs, int writeUs) {
    return new Attempt(
        attempt.startedAt(),
        new Timings(
            Timings.NONE, connectUs, Timings.NONE, writeUs, Timings.NONE, Timings.NONE, 500),
        attempt.address(),
        null,
        null,
        null,
        attempt.failure(),
        null);
  }

  @Test
  void doesNotRepeatAPostThatAnEarlierHopWasSent() {
    Timings written = new Timings(Timings.NONE, 100, Timings.NONE, 20, 300, Timings.NONE, 500);
    Attempt refused = failed(FailureClass.CONNECT_REFUSED);
    Attempt second =
        new Attempt(
            refused.startedAt(),
            written,
            refused.address(),
            null,
            null,
            null,
            refused.failure(),
            null);
    assertThat(delay(POST, PLENTY, second)).isEmpty();
    assertThat(delay(GET, PLENTY, second)).isPresent();
  }

  @Test
  void aRetryAfterBeyondTheChecksTimeEndsIt() {
    Failure tooMany = Failure.of(FailureClass.STATUS_429, "slow down");
    Attempt hours =
        answered(429, Map.of("retry-after", List.of("999999999"))).judged(tooMany, null);
    assertThat(delay(GET, PLENTY, hours)).isEmpty();
  }

  @Test
  void honoursTheServersRetryAfter() {
    Failure tooMany = Failure.of(FailureClass.STATUS_429, "slow down");
    Attempt seconds = answered(429, Map.of("retry-after", List.of("7"))).judged(tooMany, null);
    assertThat(delay(GET, PLENTY, seconds)).contains(Duration.ofSeconds(7));
    Attempt date =
        answered(429, Map.of("retry-after", List.of("Sun, 22 Nov 2026 10:00:09 GMT")))
            .judged(tooMany, null);
    assertThat(delay(GET, PLENTY, date)).contains(Duration.ofSeconds(9));
    Attempt nonsense = answered(429, Map.of("retry-after", List.of("soon"))).judged(tooMany, null);
    assertThat(delay(GET, PLENTY, nonsense)).contains(Duration.ofMillis(100));
  }
}
