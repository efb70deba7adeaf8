package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.testing.ManualClock;
import io.probity.testing.ManualLoop;
import io.probity.testing.Samples;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoopWatchTest {
  private final ManualClock clock = new ManualClock(Samples.AT);
  private final ManualLoop loop = new ManualLoop(clock);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicInteger asked = new AtomicInteger();
  private final LoopWatch watch =
      new LoopWatch(
          loop,
          () -> Duration.between(Samples.AT, clock.instant()).toNanos(),
          () -> 100.0 * asked.incrementAndGet(),
          registry);

  private double delay() {
    return registry.get("probity.event.loop.delay").gauge().value();
  }

  private double planned() {
    return registry.get("probity.checks.planned.per.second").gauge().value();
  }

  @Test
  void knowsNothingBeforeTheFirstAnswer() {
    watch.tick();
    assertThat(planned()).isNaN();
  }

  @Test
  void showsWhatTheLoopAnswersAndHowLongThatTook() {
    watch.tick();
    clock.advance(Duration.ofMillis(300));
    loop.run();
    clock.advance(Duration.ofSeconds(9));
    assertThat(planned()).isEqualTo(100);
    assertThat(delay()).isEqualTo(0.3);
  }

  @Test
  void aLoopThatDoesNotAnswerIsSeenAndNotAskedAgain() {
    watch.tick();
    loop.run();
    watch.tick();
    for (int seconds = 10; seconds <= 40; seconds += 10) {
      clock.advance(Duration.ofSeconds(10));
      watch.tick();
      assertThat(delay()).isEqualTo(seconds);
    }
    loop.run();
    assertThat(asked).hasValue(2);
    assertThat(delay()).isEqualTo(40);
    watch.tick();
    loop.run();
    assertThat(delay()).isZero();
  }
}
