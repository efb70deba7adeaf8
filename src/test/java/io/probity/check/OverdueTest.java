package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.endpoint.Endpoint;
import io.probity.testing.Specs;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OverdueTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Endpoint endpoint = Specs.of("https://x.test/").endpoint();
  private final Overdue overdue = new Overdue();

  @Test
  void isOverAMinuteAfterTheLast() {
    overdue.gaveUp(endpoint, 0);
    overdue.gaveUp(endpoint, 30 * SECOND);
    overdue.ended(80 * SECOND);
    assertThat(overdue.givenUp()).isEqualTo(2);
    overdue.ended(91 * SECOND);
    assertThat(overdue.givenUp()).isZero();
  }

  @Test
  void beginsAnewAfterwards() {
    overdue.gaveUp(endpoint, 0);
    overdue.ended(61 * SECOND);
    overdue.gaveUp(endpoint, 62 * SECOND);
    assertThat(overdue.givenUp()).isEqualTo(1);
  }
}
