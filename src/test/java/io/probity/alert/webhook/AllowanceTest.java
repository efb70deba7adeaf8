package io.probity.alert.webhook;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AllowanceTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final Allowance allowance = new Allowance(nanos::get);

  @Test
  void isUsedUpByTime() {
    nanos.addAndGet(1_000_000_000);
    assertThatCode(allowance::round).doesNotThrowAnyException();
    nanos.addAndGet(1);
    assertThatThrownBy(allowance::round)
        .isInstanceOf(UnfitTemplate.class)
        .hasMessage("The template takes more than 1000 ms.");
  }

  @Test
  void isUsedUpByRounds() {
    for (int round = 0; round < 10_000; round++) {
      allowance.round();
    }
    assertThatThrownBy(allowance::round).isInstanceOf(UnfitTemplate.class);
  }

  @Test
  void isUsedUpByText() {
    allowance.text("x".repeat(262_143));
    allowance.text("x");
    assertThatThrownBy(() -> allowance.text("x")).isInstanceOf(UnfitTemplate.class);
  }
}
