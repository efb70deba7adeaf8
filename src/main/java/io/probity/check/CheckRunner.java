package io.probity.check;

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

/** Runs one check from its start to its stored verdict. Confined to the event loop. */
final class CheckRunner implements Schedule.Due {
  private final Permits permits;
  private final RetryGuard guard;
  private final ResultSink results;
  private final HealthKeeper health;
  private final CheckMetrics metrics;
  private final InstantSource clock;
  private final Confirmations confirmations;

  /** Plans a confirming check. */
  interface Confirmations {
    /** After {@code delay}, in place of one planned earlier. */
    void confirm(Probed probed, Duration delay);
  }

  CheckRunner(
      Permits permits,
      RetryGuard guard,
      ResultSink results,
      HealthKeeper health,
      CheckMetrics metrics,
      InstantSource clock,
      Confirmations confirmations) {
    this.permits = permits;
    this.guard = guard;
    this.results = results;
    this.health = health;
    this.metrics = metrics;
    this.clock = clock;
    this.confirmations = confirmations;
  }

  @Override
  public void run(Probed probed, Instant at, Trigger trigger, boolean onGrid) {
    if (probed.checking) {
      if (trigger == Trigger.SCHEDULE) {
        metrics.skipped();
      }
      return;
    }
    probed.checking = true;
    String origin = probed.origin;
    permits.acquire(origin, () -> start(probed, origin, at, trigger, onGrid));
  }

  private void start(
      Probed probed, String origin, Instant planned, Trigger trigger, boolean onGrid) {
    Endpoint endpoint = probed.endpoint;
    Instant startedAt = clock.instant();
    long late = Duration.between(planned, startedAt).toNanos() / 1000;
    int lagUs = (int) Math.max(0, Math.min(Integer.MAX_VALUE, late));
    Instant at = onGrid ? planned : startedAt;
    boolean settled = probed.settledInFailure();
    guard
        .call(endpoint, mode(endpoint.spec(), trigger, settled), settled)
        .thenAccept(
            attempts -> {
              probed.checking = false;
              permits.release(origin);
              finish(probed, endpoint, at, trigger, attempts, lagUs);
            });
  }

  private static ConnectionMode mode(EndpointSpec spec, Trigger trigger, boolean settled) {
    boolean fresh = trigger == Trigger.CONFIRM || settled || !spec.idempotent();
    return fresh ? ConnectionMode.FRESH : spec.connection();
  }

  private void finish(
      Probed probed,
      Endpoint endpoint,
      Instant at,
      Trigger trigger,
      List<Attempt> attempts,
      int lagUs) {
    Check check = new Check(endpoint.id(), at, trigger, Verdict.of(attempts), attempts, lagUs);
    metrics.checked(check);
    results.add(endpoint, check);
    if (probed.removed || probed.paused || probed.endpoint.revision() != endpoint.revision()) {
      return;
    }
    Failure failure = check.deciding().failure();
    probed.countClass(failure == null ? null : failure.cls());
    boolean undecided = health.checked(probed, check);
    Duration confirm = endpoint.spec().thresholds().confirm();
    if (undecided && confirm != null) {
      confirmations.confirm(probed, confirm);
    }
  }
}
