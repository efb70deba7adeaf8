package io.probity.check;

import io.probity.cluster.Ownership;
import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointSpec;
import io.probity.history.ResultSink;
import io.probity.probe.Attempt;
import io.probity.probe.Check;
import io.probity.probe.Failure;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/** Runs one check from its start to its stored verdict. Confined to the event loop. */
final class CheckRunner implements Schedule.Due {
  private static final Logger LOG = Logger.getLogger(CheckRunner.class);

  private final Permits permits;
  private final RetryGuard guard;
  private final Ownership ownership;
  private final ResultSink results;
  private final HealthKeeper health;
  private final CheckMetrics metrics;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final Confirmations confirmations;

  /** Plans a confirming check. */
  interface Confirmations {
    /** After {@code delay}, in place of one planned earlier. */
    void confirm(Probed probed, Duration delay);
  }

  CheckRunner(
      Permits permits,
      RetryGuard guard,
      Ownership ownership,
      ResultSink results,
      HealthKeeper health,
      CheckMetrics metrics,
      InstantSource clock,
      LongSupplier nanoTime,
      Confirmations confirmations) {
    this.permits = permits;
    this.guard = guard;
    this.ownership = ownership;
    this.results = results;
    this.health = health;
    this.metrics = metrics;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.confirmations = confirmations;
  }

  @Override
  public void run(Probed probed, Instant at, Trigger trigger, boolean onGrid) {
    Running before = probed.running;
    if (before != null && before.overdue(nanoTime.getAsLong())) {
      giveUp(probed, before);
    } else if (before != null) {
      if (trigger == Trigger.SCHEDULE) {
        metrics.skipped();
      }
      return;
    }
    if (!ownership.owns(probed.endpoint.shard())) {
      return; // the roster hears of it in a moment
    }
    Running running = new Running(probed.endpoint, probed.origin, at, trigger, onGrid);
    probed.running = running;
    permits.acquire(running.origin, () -> start(probed, running));
  }

  private void start(Probed probed, Running running) {
    if (probed.running != running) { // edited, paused or gone while it waited
      running.release(permits);
      return;
    }
    try {
      begin(probed, running);
    } catch (RuntimeException e) {
      LOG.errorf(e, "A check of endpoint %s did not start", running.endpoint.publicId());
      end(probed, running);
    }
  }

  private void begin(Probed probed, Running running) {
    Instant startedAt = clock.instant();
    long late = Duration.between(running.planned, startedAt).toNanos() / 1000;
    int lagUs = (int) Math.max(0, Math.min(Integer.MAX_VALUE, late));
    Instant at = running.onGrid ? running.planned : startedAt;
    running.started(nanoTime.getAsLong());
    boolean settled = probed.settledInFailure();
    guard
        .call(running.endpoint, mode(running.endpoint.spec(), running.trigger, settled), settled)
        .thenAccept(
            attempts -> {
              end(probed, running);
              finish(probed, running, at, attempts, lagUs);
            });
  }

  private static ConnectionMode mode(EndpointSpec spec, Trigger trigger, boolean settled) {
    boolean fresh = trigger == Trigger.CONFIRM || settled || !spec.idempotent();
    return fresh ? ConnectionMode.FRESH : spec.connection();
  }

  private void end(Probed probed, Running running) {
    if (probed.running == running) {
      probed.running = null;
    }
    running.release(permits);
  }

  /** A fault of our own must not end the watch over an endpoint. */
  private void giveUp(Probed probed, Running running) {
    LOG.errorf(
        "A check of endpoint %s did not end by its deadline; it is given up",
        running.endpoint.publicId());
    end(probed, running);
  }

  private void finish(
      Probed probed, Running running, Instant at, List<Attempt> attempts, int lagUs) {
    try {
      Endpoint endpoint = running.endpoint;
      Check check =
          new Check(endpoint.id(), at, running.trigger, Verdict.of(attempts), attempts, lagUs);
      metrics.checked(endpoint.spec().method(), check);
      results.add(endpoint, check);
      consider(probed, endpoint, check);
    } catch (RuntimeException e) {
      LOG.errorf(
          e, "A check of endpoint %s could not be accounted for", running.endpoint.publicId());
    }
  }

  private void consider(Probed probed, Endpoint endpoint, Check check) {
    if (probed.removed || probed.paused || probed.endpoint.revision() != endpoint.revision()) {
      return;
    }
    probed.last = LastCheck.of(check, probed.last);
    Failure failure = check.deciding().failure();
    probed.countClass(failure == null ? null : failure.cls());
    boolean undecided = health.checked(probed, check);
    Duration confirm = endpoint.spec().thresholds().confirm();
    if (undecided && confirm != null) {
      confirmations.confirm(probed, confirm);
    }
  }
}
