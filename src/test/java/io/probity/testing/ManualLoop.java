package io.probity.testing;

import io.probity.check.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An event loop that runs on the thread that made it, on the test's clock. */
public final class ManualLoop implements EventLoop {
  private final ManualClock clock;
  private final Thread owner = Thread.currentThread();
  private final Queue<Runnable> ready = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparing(Timer::at).thenComparing(Timer::number));
  private long numbers;
  private int wakeUps;

  private record Timer(Instant at, long number, Runnable work) {}

  public ManualLoop(ManualClock clock) {
    this.clock = clock;
  }

  @Override
  public void execute(Runnable work) {
    ready.add(work);
  }

  @Override
  public void after(Duration delay, Runnable work) {
    timers.add(new Timer(clock.instant().plus(delay), numbers++, work));
  }

  @Override
  public boolean inLoop() {
    return Thread.currentThread() == owner;
  }

  /** How many times the loop slept until a timer fired; those due at once need no waking. */
  public int wakeUps() {
    return wakeUps;
  }

  /** Runs whatever is ready now. */
  public void run() {
    Runnable work = ready.poll();
    while (work != null) {
      work.run();
      work = ready.poll();
    }
  }

  /** Sets the clock back; what was planned fires after the same time as it would have. */
  public void setClockBack(Duration by) {
    List<Timer> planned = List.copyOf(timers);
    timers.clear();
    planned.forEach(each -> timers.add(new Timer(each.at().minus(by), each.number(), each.work())));
    clock.advance(by.negated());
  }

  /** Moves the clock on, firing each timer at its time. */
  public void advance(Duration by) {
    Instant end = clock.instant().plus(by);
    run();
    while (!timers.isEmpty() && !timers.peek().at().isAfter(end)) {
      Timer timer = timers.remove();
      if (timer.at().isAfter(clock.instant())) {
        clock.advance(Duration.between(clock.instant(), timer.at()));
        wakeUps++;
      }
      timer.work().run();
      run();
    }
    clock.advance(Duration.between(clock.instant(), end));
  }
}
