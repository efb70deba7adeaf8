package io.probity.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AttemptLimitTest {
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-22T10:00:00Z"));
  private final AttemptLimit limit = new AttemptLimit(3, Duration.ofMinutes(1), clock);

  @Test
  void refusesAfterSoManyFailuresUntilTheTimeIsOver() {
    assertThat(limit.begin("192.0.2.1")).isZero();
    clock.advance(Duration.ofSeconds(10));
    assertThat(limit.begin("192.0.2.1")).isZero();
    assertThat(limit.begin("192.0.2.1")).isZero();
    assertThat(limit.begin("192.0.2.1")).isEqualTo(Duration.ofSeconds(50));
    assertThat(limit.begin("192.0.2.2")).isZero();
    clock.advance(Duration.ofSeconds(50));
    assertThat(limit.begin("192.0.2.1")).isZero();
  }

  @Test
  void doesNotCountWhatSucceeds() {
    for (int i = 0; i < 10; i++) {
      assertThat(limit.begin("192.0.2.1")).isZero();
      limit.succeeded("192.0.2.1");
    }
    limit.begin("192.0.2.1");
    limit.begin("192.0.2.1");
    limit.begin("192.0.2.1");
    assertThat(limit.begin("192.0.2.1")).isPositive();
  }

  @Test
  void takesAnIpv6NetworkForOneAddress() {
    limit.begin("2001:db8::1");
    limit.begin("2001:db8:0:0:ffff::2");
    limit.begin("2001:db8::3%eth0");
    assertThat(limit.begin("2001:db8::4")).isPositive();
    assertThat(limit.begin("2001:db8:0:1::1")).isZero();
  }

  @Test
  void forgetsTheOldestOfTooManyAddresses() {
    for (int i = 0; i < 3; i++) {
      limit.begin("first");
    }
    for (int i = 0; i < 10_000; i++) {
      limit.begin("other-" + i);
    }
    assertThat(limit.begin("first")).isZero();
  }
}
