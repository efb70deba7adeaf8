package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThrottleTest {
  private final Throttle throttle = new Throttle(20_000);

  @Test
  void halvesWhatIsUnderWayWhileTheLoopIsLate() {
    assertThat(throttle.woke(Throttle.LATE_MILLIS + 1, 100, 3_000)).isFalse();
    assertThat(throttle.allowed()).isEqualTo(1_500);
    throttle.woke(5_000, 1_501, 3_000);
    assertThat(throttle.allowed()).as("what is too much has not ended").isEqualTo(1_500);
    throttle.woke(5_000, 1_400, 1_500);
    assertThat(throttle.allowed()).isEqualTo(750);
  }

  @Test
  void leavesEnoughToGoOnWith() {
    for (int i = 0; i < 100; i++) {
      throttle.woke(1_000, 0, 0);
    }
    assertThat(throttle.allowed()).isEqualTo(128);
    Throttle small = new Throttle(2);
    small.woke(1_000, 2, 2);
    assertThat(small.allowed()).isEqualTo(2);
  }

  @Test
  void isWideOpenAgainWithinThreeSecondsOfALoopThatIsInTime() {
    throttle.woke(1_000, 0, 0);
    for (int slots = 0; slots < 3_000 / Grid.SLOT_MILLIS; slots++) {
      boolean was = throttle.allowed() < 20_000;
      assertThat(throttle.woke(Throttle.IN_TIME_MILLIS, 100, 100)).isEqualTo(was);
    }
    assertThat(throttle.allowed()).isEqualTo(20_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {Throttle.IN_TIME_MILLIS + 1, Throttle.LATE_MILLIS})
  void growsSlowlyInBetween(long late) {
    throttle.woke(1_000, 1_000, 1_000);
    assertThat(throttle.woke(late, 500, 500)).isTrue();
    assertThat(throttle.allowed()).isEqualTo(500 + 500 / 16 + 1);
  }
}
