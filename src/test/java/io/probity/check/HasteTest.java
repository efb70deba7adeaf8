package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.endpoint.EndpointSpec;
import io.probity.probe.Attempt;
import io.probity.probe.FailureClass;
import io.probity.testing.Samples;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HasteTest {
  private static final EndpointSpec SPEC =
      Samples.orders("k", "n", "https://shop.test/", Map.of()); // 15 s in all, three attempts
  private static final Haste SHORT = Haste.of(SPEC, false, Pressure.SHORT_DEADLINES);
  private static final Duration SPENT = Duration.ofMillis(7_501);

  private static FailureClass judged(
      Haste haste, FailureClass failure, Duration took, FailureClass before) {
    List<Attempt> attempts = List.of(Samples.failed(failure));
    return haste.judged(attempts, took, before).get(0).failure().cls();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 100, false, NONE",
    "79, 100, false, NONE",
    "79, 100, true, NO_RETRIES",
    "80, 100, false, NO_RETRIES",
    "94, 100, true, NO_RETRIES",
    "95, 100, false, SHORT_DEADLINES",
    "0, 1, false, NONE",
    "15999, 20000, false, NONE",
    "19000, 20000, false, SHORT_DEADLINES"
  })
  void retriesGoFirstAndThenTime(int others, int inAll, boolean crowded, Pressure pressure) {
    assertThat(Pressure.of(others, inAll, crowded)).isEqualTo(pressure);
  }

  @Test
  void withoutPressureNothingIsTaken() {
    Haste haste = Haste.of(SPEC, false, Pressure.NONE);
    assertThat(haste).isEqualTo(new Haste(false, Duration.ofSeconds(15), false));
    assertThat(haste.dropsRetries(SPEC, false)).isFalse();
  }

  @Test
  void pressureTakesTheRetriesAndMorePressureHalfOfTheTime() {
    Haste first = Haste.of(SPEC, false, Pressure.NO_RETRIES);
    assertThat(first).isEqualTo(new Haste(true, Duration.ofSeconds(15), false));
    assertThat(first.dropsRetries(SPEC, false)).isTrue();
    assertThat(first.dropsRetries(SPEC, true)).as("it would have had none").isFalse();
    assertThat(SHORT).isEqualTo(new Haste(true, Duration.ofMillis(7_500), true));
  }

  @Test
  void aSecondIsNotCutButForTheNextTurn() {
    EndpointSpec spec = Samples.endpoint(1, "GET").spec();
    assertThat(spec.interval()).isEqualTo(spec.timeouts().total()).isEqualTo(Duration.ofSeconds(1));
    assertThat(Haste.of(spec, false, Pressure.SHORT_DEADLINES))
        .isEqualTo(new Haste(true, Duration.ofMillis(900), false));
    assertThat(Haste.of(spec, false, Pressure.NONE))
        .isEqualTo(new Haste(false, Duration.ofMillis(900), false));
  }

  @Test
  void aTargetThatWasUpIsNotDownBecauseWeCutItsTime() {
    List<Attempt> attempts = List.of(Samples.failed(FailureClass.RESPONSE_TIMEOUT));
    Attempt last = SHORT.judged(attempts, SPENT, null).get(0);
    assertThat(last.failure().cls()).isEqualTo(FailureClass.MONITOR_OVERLOADED);
    assertThat(last.failure().detail()).contains("7500 ms", "response.timeout");
    assertThat(last.failure().evidence())
        .containsEntry("shortenedToMs", 7_500L)
        .containsEntry("class", "response.timeout");
  }

  @Test
  void aTargetThatWasFailingGoesOnFailing() {
    assertThat(judged(SHORT, FailureClass.RESPONSE_TIMEOUT, SPENT, FailureClass.RESPONSE_TIMEOUT))
        .isEqualTo(FailureClass.RESPONSE_TIMEOUT);
    assertThat(judged(SHORT, FailureClass.RESPONSE_TIMEOUT, SPENT, FailureClass.MONITOR_OVERLOADED))
        .as("that was no failure of the target")
        .isEqualTo(FailureClass.MONITOR_OVERLOADED);
  }

  @Test
  void whatFailsWithinTheShorterTimeIsTheTargetsFault() {
    assertThat(judged(SHORT, FailureClass.CONNECT_TIMEOUT, Duration.ofSeconds(3), null))
        .as("its own connect timeout")
        .isEqualTo(FailureClass.CONNECT_TIMEOUT);
    assertThat(judged(SHORT, FailureClass.RESPONSE_RESET, SPENT, null))
        .isEqualTo(FailureClass.RESPONSE_RESET);
    Haste unhurried = Haste.of(SPEC, false, Pressure.NONE);
    assertThat(judged(unhurried, FailureClass.RESPONSE_TIMEOUT, Duration.ofSeconds(15), null))
        .isEqualTo(FailureClass.RESPONSE_TIMEOUT);
  }
}
