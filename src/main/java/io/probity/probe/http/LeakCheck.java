package io.probity.probe.http;

import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Finds what should have ended: connections that nobody gave back and attempts that outlived their
 * budget. Either is a fault of our own; it is logged, counted and ended. Loop-confined.
 */
final class LeakCheck {
  private static final Logger LOG = Logger.getLogger(LeakCheck.class);

  /** Decoding a body may take longer than the budget, and timers fire late on a busy loop. */
  private static final long GRACE = TimeUnit.SECONDS.toNanos(3);

  private final Pool pool;
  private final Collection<AttemptRun> running;
  private final PoolMeters meters;

  LeakCheck(Pool pool, Collection<AttemptRun> running, PoolMeters meters) {
    this.pool = pool;
    this.running = running;
    this.meters = meters;
  }

  void look(long nanoTime) {
    for (AttemptRun run : List.copyOf(running)) {
      if (run.lease().overdue(nanoTime, GRACE)) {
        giveUp(run, nanoTime);
      }
    }
    for (Link link : pool.lent()) {
      Lease lease = link.lease();
      boolean known = link.closing() == PoolMeters.Closing.LEAKED;
      if (!known && lease != null && lease.overdue(nanoTime, GRACE)) {
        takeBack(link, lease, nanoTime);
      }
    }
  }

  private void giveUp(AttemptRun run, long nanoTime) {
    Lease lease = run.lease();
    LOG.errorf(
        "An attempt for endpoint %s is %d ms beyond its deadline, last in phase %s; it is given up",
        lease.endpoint(), millis(nanoTime - lease.endsBy()), lease.phase());
    meters.leaked(PoolMeters.Leak.ATTEMPT);
    run.fail(
        Failure.of(
            FailureClass.MONITOR_INTERNAL,
            "The attempt did not end by its deadline; the monitor gave it up."));
  }

  private void takeBack(Link link, Lease lease, long nanoTime) {
    LOG.errorf(
        "A connection to %s, made %d ms ago and used for endpoint %s, was not given back: it is"
            + " %d ms beyond the deadline of its attempt, last in phase %s; it is closed",
        link.address(),
        millis(nanoTime - link.openedAt()),
        lease.endpoint(),
        millis(nanoTime - lease.endsBy()),
        lease.phase());
    meters.leaked(PoolMeters.Leak.CONNECTION);
    link.close(PoolMeters.Closing.LEAKED);
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
