package io.probity.check;

import io.probity.endpoint.Endpoint;
import io.probity.probe.Trigger;
import java.time.Duration;
import java.time.Instant;

/** A check under way, waiting for its permit included. Mutable; confined to the event loop. */
final class Running {
  /** Beyond the total timeout of a check; only a fault of our own takes longer. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  final Endpoint endpoint;
  final Permit permit;
  Instant planned;
  final Trigger trigger;
  boolean onGrid;
  private boolean started;
  private long startedNanos;

  Running(Endpoint endpoint, Permit permit, Instant planned, Trigger trigger, boolean onGrid) {
    this.endpoint = endpoint;
    this.permit = permit;
    this.planned = planned;
    this.trigger = trigger;
    this.onGrid = onGrid;
  }

  /**
   * Unless it has started, it keeps its place in line for a later turn than the one it waited for;
   * what is to confirm a change still does that.
   */
  void waitsFor(Instant nextPlanned, boolean nextOnGrid) {
    if (!started && trigger == Trigger.SCHEDULE) {
      planned = nextPlanned;
      onGrid = nextOnGrid;
    }
  }

  /** How much later than planned it began, never less than zero. */
  int lagUs(Instant begun) {
    long late = Duration.between(planned, begun).toNanos() / 1000;
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, late));
  }

  void started(long nanos) {
    started = true;
    startedNanos = nanos;
  }

  /** Whether it was let through and made, or is making, attempts of its own. */
  boolean hasStarted() {
    return started;
  }

  /** How long it has been under way, waiting not included. */
  Duration age(long nanos) {
    return Duration.ofNanos(started ? nanos - startedNanos : 0);
  }

  /** Whether it should have ended long ago. */
  boolean overdue(long nanos) {
    Duration most = endpoint.spec().timeouts().total().plus(GRACE);
    return age(nanos).compareTo(most) > 0;
  }
}
