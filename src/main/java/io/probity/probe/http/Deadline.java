package io.probity.probe.http;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one timer of an attempt. It may be moved at any time; moving it later costs nothing, since
 * the timer re-arms itself when it finds that it fired too early. Loop-confined.
 */
final class Deadline {
  private final EventLoop loop;
  private final LoopDelay delay;
  private final long budgetEnds;
  private final Runnable onExpiry;
  private final long beganAt;
  private final long lostAtFirst;
  private long at;
  private long movedAt;
  private long lostBefore;
  private long armedFor;
  private boolean expired;
  private @Nullable Future<?> timer;

  /**
   * A deadline that is not set yet.
   *
   * @param now when the attempt begins, {@link System#nanoTime()}
   * @param budgetEnds when all of it ends
   */
  Deadline(EventLoop loop, LoopDelay delay, long now, long budgetEnds, Runnable onExpiry) {
    this.loop = loop;
    this.delay = delay;
    this.budgetEnds = budgetEnds;
    this.onExpiry = onExpiry;
    beganAt = now;
    lostAtFirst = delay.lostNanos(now);
  }

  /** A phase begins that may take so long, and no longer than the budget. */
  void allow(Duration phase) {
    long now = System.nanoTime();
    moveTo(now + Math.min(phase.toNanos(), budgetEnds - now), now);
  }

  /** A phase begins that may take what is left of the budget. */
  void allowTheRest() {
    moveTo(budgetEnds, System.nanoTime());
  }

  /** Nanoseconds left of the budget; negative when it is spent. */
  long left() {
    return left(System.nanoTime());
  }

  /**
   * The same for somebody who has looked at the clock.
   *
   * @param now a reading of {@link System#nanoTime()}
   */
  long left(long now) {
    return budgetEnds - now;
  }

  /**
   * A phase begins.
   *
   * @param expiry the reading of {@link System#nanoTime()} at which it is over
   * @param now the present one
   */
  void moveTo(long expiry, long now) {
    at = expiry;
    expired = false;
    movedAt = now;
    lostBefore = delay.lostNanos(now);
    if (timer == null || armedFor - expiry > 0) {
      arm(now);
    }
  }

  /**
   * Why the time ran out, if that was our own doing: the loop stood still for half of the phase, or
   * of the attempt so far, or longer. Null: it did not.
   */
  @Nullable Failure loopFault() {
    long lost = delay.lostNanos(System.nanoTime());
    Failure ofPhase = loopFault(lost - lostBefore, at - movedAt);
    return ofPhase != null ? ofPhase : loopFault(lost - lostAtFirst, at - beganAt);
  }

  /** A phase whose time was over before it began is no measure. */
  private static @Nullable Failure loopFault(long lost, long allowed) {
    if (allowed <= 0 || lost < allowed / 2) {
      return null;
    }
    long lostMillis = TimeUnit.NANOSECONDS.toMillis(lost);
    long allowedMillis = TimeUnit.NANOSECONDS.toMillis(allowed);
    return new Failure(
        FailureClass.MONITOR_OVERLOADED,
        "The time of %d ms ran out while the monitor's event loop stood still for %d ms."
            .formatted(allowedMillis, lostMillis),
        Map.of("allowedMs", allowedMillis, "loopDelayMs", lostMillis));
  }

  /** The failure with the time that was allowed, if that ran out; as it is otherwise. */
  Failure noted(Failure failure) {
    if (!expired || failure.cls().ours()) {
      return failure;
    }
    Map<String, Object> evidence = new LinkedHashMap<>(failure.evidence());
    evidence.put("allowedMs", Math.round(Math.max(0, at - movedAt) / 1e6));
    String detail = failure.detail();
    if (at == budgetEnds) {
      evidence.put("allowedBy", "timeouts.total");
      detail = detail.substring(0, detail.length() - 1) + ", all that was left of the total time.";
    }
    return new Failure(failure.cls(), detail, evidence);
  }

  void cancel() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void arm(long now) {
    cancel();
    armedFor = at;
    timer = loop.schedule(this::fired, at - now, TimeUnit.NANOSECONDS);
  }

  private void fired() {
    if (timer == null) {
      return;
    }
    long now = System.nanoTime();
    if (at - now > 0) {
      arm(now);
    } else {
      timer = null;
      expired = true;
      onExpiry.run();
    }
  }
}
