package io.probity.check;

import io.probity.health.HealthState;
import io.probity.testing.ManualClock;
import io.probity.testing.Samples;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** What it takes to start a check on time: 1,000 endpoints, each checked every second. */
@State(Scope.Thread)
public class ScheduleMicroBench {
  private static final int ENDPOINTS = 1_000;

  private final ManualClock clock = new ManualClock(Samples.AT);
  private final NextTimer loop = new NextTimer();

  /**
   * Keeps what is to be done at once, and the last timer only: earlier ones have been overtaken.
   */
  private static final class NextTimer implements EventLoop {
    private final Deque<Runnable> atOnce = new ArrayDeque<>();
    private Runnable work = () -> {};

    void fire() {
      work.run();
      for (Runnable next = atOnce.poll(); next != null; next = atOnce.poll()) {
        next.run();
      }
    }

    @Override
    public void execute(Runnable now) {
      throw new IllegalStateException("a schedule only sets timers");
    }

    @Override
    public void after(Duration delay, Runnable later) {
      if (delay.isZero()) {
        atOnce.add(later);
      } else {
        work = later;
      }
    }

    @Override
    public boolean inLoop() {
      return true;
    }
  }

  @Setup
  public void plan(Blackhole blackhole) {
    Schedule schedule =
        new Schedule(
            loop,
            clock,
            (probed, at, trigger, onGrid) -> {
              blackhole.consume(at);
              return true;
            });
    for (long id = 0; id < ENDPOINTS; id++) {
      schedule.onGrid(new Probed(Samples.endpoint(id, "GET"), HealthState.NEW, 0, false));
    }
  }

  @Benchmark
  @OperationsPerInvocation(ENDPOINTS)
  public void startAndPlanNext() {
    for (int slot = 0; slot < 1_000 / Grid.SLOT_MILLIS; slot++) {
      clock.advance(Duration.ofMillis(Grid.SLOT_MILLIS));
      loop.fire();
    }
  }
}
