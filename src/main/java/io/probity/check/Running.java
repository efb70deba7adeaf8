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
  final String origin;
  final Instant planned;
  final Trigger trigger;
  final boolean onGrid;
  private boolean started;
  private boolean released;
  private long startedNanos;

  Running(Endpoint endpoint, String origin, Instant planned, Trigger trigger, boolean onGrid) {
    this.endpoint = endpoint;
    this.origin = origin;
    this.planned = planned;
    this.trigger = trigger;
    this.onGrid = onGrid;
  }

  void started(long nanos) {
    started = true;
    startedNanos = nanos;
  }

  /** Whether it should have ended long ago. */
  boolean overdue(long nanos) {
    Duration most = endpoint.spec().timeouts().total().plus(GRACE);
    return started && nanos - startedNanos > most.toNanos();
  }

  /** Gives its permit back, once. */
  void release(Permits permits) {
    if (!released) {
      released = true;
      permits.release(origin);
    }
  }
}
