package io.probity.check;

import io.probity.cluster.Ownership;
import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointSpec;
import io.probity.history.ResultSink;
import io.probity.probe.Attempt;
import io.probity.probe.Check;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Runs one check from its start to its stored verdict. Confined to the event loop. */
final class CheckRunner implements Schedule.Due {
  private static final Logger LOG = Logger.getLogger(CheckRunner.class);

  private final Permits permits;
  private final RetryGuard guard;
  private final Ownership ownership;
  private final ResultSink results;
  private final HealthKeeper health;
  private final CheckMetrics metrics;
  private final PermitMetrics permitMetrics;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final Confirmations confirmations;
  private final Scrutiny scrutiny;
  private final Overdue overdue = new Overdue();

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
      PermitMetrics permitMetrics,
      InstantSource clock,
      LongSupplier nanoTime,
      Confirmations confirmations,
      Scrutiny scrutiny) {
    this.permits = permits;
    this.guard = guard;
    this.ownership = ownership;
    this.results = results;
    this.health = health;
    this.metrics = metrics;
    this.permitMetrics = permitMetrics;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.confirmations = confirmations;
    this.scrutiny = scrutiny;
  }

  @Override
  public void missed(Probed probed, Instant last, long turns) {
    metrics.skipped(turns);
    if (probed.running != null) {
      probed.running.waitsFor(last, true);
    }
  }

  @Override
  public void woke(long lateMillis) {
    permits.woke(lateMillis);
  }

  @Override
  public boolean run(Probed probed, Instant at, Trigger trigger, boolean onGrid) {
    Running before = probed.running;
    boolean shared = before != null && sharesAtLast(probed, before);
    if (before != null && before.overdue(nanoTime.getAsLong())) {
      giveUp(probed, before);
    } else if (before != null && !shared) {
      if (trigger == Trigger.SCHEDULE) {
        metrics.skipped(1);
        before.waitsFor(at, onGrid);
      }
      return false;
    }
    if (!ownership.owns(probed.endpoint.shard())) {
      return shared; // the roster hears of it in a moment
    }
    Turn turn = new Turn(probed);
    Claim claim = Claim.of(probed.endpoint, probed.origin);
    Permit permit =
        new Permit(probed.standsOut ? claim.unshared() : claim, turn, probed.precedence());
    Running running = new Running(probed.endpoint, permit, at, trigger, onGrid);
    turn.running = running;
    probed.running = running;
    if (!permits.enter(permit)) {
      turnAway(probed, running);
    }
    return shared || !permit.waits();
  }

  /** Hears from the gates. */
  private final class Turn implements Permit.Holder {
    private final Probed probed;
    private @Nullable Running running;

    Turn(Probed probed) {
      this.probed = probed;
    }

    @Override
    public void admitted() {
      if (running != null) {
        start(probed, running);
      }
    }

    @Override
    public void spared(OriginFailure why) {
      if (running != null && probed.running == running) {
        share(probed, running, why);
      }
    }
  }

  /** Whether a check that still waits when the next is due takes the verdict of those before it. */
  private boolean sharesAtLast(Probed probed, Running waiting) {
    OriginFailure why = waiting.permit.waits() ? toShare(probed, waiting.permit) : null;
    if (why == null) {
      return false;
    }
    share(probed, waiting, why);
    return true;
  }

  private @Nullable OriginFailure toShare(Probed probed, Permit permit) {
    return probed.standsOut ? null : permits.failing(permit);
  }

  private void share(Probed probed, Running running, OriginFailure why) {
    permitMetrics.shared();
    probed.sharedInARow++;
    Instant now = clock.instant();
    endWithout(probed, running, why.attempt(now, Duration.between(running.planned, now)));
  }

  private void turnAway(Probed probed, Running running) {
    OriginFailure why = toShare(probed, running.permit);
    if (why != null) {
      share(probed, running, why);
    } else {
      permitMetrics.turnedAway();
      Attempt none = Haste.turnedAway(running.endpoint, clock.instant(), permits.waiting());
      endWithout(probed, running, none);
    }
  }

  /** Ends a check that was never started. */
  private void endWithout(Probed probed, Running running, Attempt instead) {
    end(probed, running);
    int lagUs = running.lagUs(instead.startedAt());
    Instant at = running.onGrid ? running.planned : instead.startedAt();
    finish(probed, running, at, List.of(instead), lagUs);
  }

  private void start(Probed probed, Running running) {
    if (probed.running != running) { // edited, paused or gone while it waited
      permits.release(running.permit);
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
    int lagUs = running.lagUs(startedAt);
    Instant at = running.onGrid ? running.planned : startedAt;
    running.started(nanoTime.getAsLong());
    EndpointSpec spec = running.endpoint.spec();
    boolean settled = probed.settledInFailure();
    Haste haste = Haste.of(spec, settled, permits.pressure(running.permit));
    permitMetrics.pressed(haste.dropsRetries(spec, settled), haste.shortened());
    guard
        .call(running.endpoint, mode(spec, running.trigger, settled), haste.single(), haste.total())
        .thenAccept(
            attempts -> {
              List<Attempt> judged = judge(probed, running, haste, attempts);
              ended(probed, running, judged);
              finish(probed, running, at, judged, lagUs);
            });
  }

  private List<Attempt> judge(Probed probed, Running running, Haste haste, List<Attempt> attempts) {
    Duration took = running.age(nanoTime.getAsLong());
    List<Attempt> judged = haste.judged(attempts, took, probed.lastClass);
    if (judged != attempts) {
      permitMetrics.excused();
    }
    return judged;
  }

  private static ConnectionMode mode(EndpointSpec spec, Trigger trigger, boolean settled) {
    boolean fresh = trigger == Trigger.CONFIRM || settled || !spec.idempotent();
    return fresh ? ConnectionMode.FRESH : spec.connection();
  }

  private void ended(Probed probed, Running running, List<Attempt> attempts) {
    overdue.ended(nanoTime.getAsLong());
    Failure failure = attempts.get(attempts.size() - 1).failure();
    FailureClass told = OriginOutcomes.told(failure);
    probed.sharedInARow = 0;
    forget(probed, running);
    if (probed.endpoint == running.endpoint && (told == null || !told.ours())) {
      boolean others = permits.failing(running.permit) != null;
      probed.standsOut = told == null && (others || probed.standsOut);
    }
    permits.ended(running.permit, told);
  }

  private void end(Probed probed, Running running) {
    forget(probed, running);
    permits.release(running.permit);
  }

  private static void forget(Probed probed, Running running) {
    if (probed.running == running) {
      probed.running = null;
    }
  }

  /** A fault of our own must not end the watch over an endpoint. */
  private void giveUp(Probed probed, Running running) {
    overdue.gaveUp(running.endpoint, nanoTime.getAsLong());
    metrics.givenUp();
    guard.abandon(running.endpoint);
    end(probed, running);
  }

  private void finish(
      Probed probed, Running running, Instant at, List<Attempt> attempts, int lagUs) {
    Endpoint endpoint = running.endpoint;
    try {
      Check check =
          new Check(endpoint.id(), at, running.trigger, Verdict.of(attempts), attempts, lagUs);
      scrutiny.pass(probed, endpoint, check, new Ending(probed, running));
    } catch (RuntimeException e) {
      LOG.errorf(e, "A check of endpoint %s could not be accounted for", endpoint.publicId());
    }
  }

  private final class Ending implements Scrutiny.Conclusion {
    private final Probed probed;
    private final Running running;

    Ending(Probed probed, Running running) {
      this.probed = probed;
      this.running = running;
    }

    @Override
    public void count(Check check) {
      keep(check);
      consider(probed, running.endpoint, check);
    }

    @Override
    public void keep(Check check) {
      Endpoint endpoint = running.endpoint;
      if (running.hasStarted()) {
        metrics.checked(endpoint.spec().method(), check);
      } else {
        metrics.decided(check);
      }
      results.add(endpoint, check);
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
