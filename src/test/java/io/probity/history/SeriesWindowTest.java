package io.probity.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesWindowTest {
  @ParameterizedTest
  @CsvSource({
    "2026-11-22T11:00:00Z, 2026-11-22T12:00:00Z, PT1H, 2026-11-22T11:00:00Z, 1",
    "2026-11-22T11:59:59.999Z, 2026-11-22T12:00:00.001Z, PT1H, 2026-11-22T11:00:00Z, 2",
    "2026-11-22T11:00:00Z, 2026-11-22T11:00:00.000001Z, PT5M, 2026-11-22T11:00:00Z, 1",
    "2026-10-23T11:20:00Z, 2026-11-22T11:20:00Z, PT24H, 2026-10-23T00:00:00Z, 31",
    "1969-12-31T23:59:00Z, 1970-01-01T00:01:00Z, PT1H, 1969-12-31T23:00:00Z, 2"
  })
  void coversEveryStepThatIsTouched(
      Instant from, Instant to, Duration step, Instant start, int steps) {
    SeriesWindow window = SeriesWindow.of(from, to, step);
    assertThat(window.from()).isEqualTo(start);
    assertThat(window.steps()).isEqualTo(steps);
    assertThat(window.number(from)).isZero();
    assertThat(window.number(to.minusNanos(1))).isEqualTo(steps - 1);
    assertThat(window.until()).isAfterOrEqualTo(to);
  }

  @Test
  void holdsNoMoreStepsThanAnAnswer() {
    Instant from = Instant.EPOCH;
    assertThat(SeriesWindow.of(from, from.plusSeconds(10_000), Duration.ofSeconds(1)).steps())
        .isEqualTo(SeriesWindow.MAX_STEPS);
    assertThatThrownBy(() -> SeriesWindow.of(from, from.plusSeconds(10_001), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
