package io.probity.check;

import io.probity.check.SelfVerdict.Finding;
import io.probity.db.Ids;
import io.probity.endpoint.Endpoint;
import io.probity.net.Dialled;
import io.probity.net.Reach;
import io.probity.net.Reference;
import io.probity.net.Surroundings;
import io.probity.net.Whereabouts;
import io.probity.probe.Check;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the monitor from blaming targets for faults of its own network or resolver. A check that
 * failed by DNS, by connecting or by a handshake without an answer, and would change something by
 * that, waits for a look at our own network, unless somebody else has answered since. While that
 * network is found to be gone, such checks are unknown.
 *
 * <p>Targets on this machine itself are never suspected to fail by our fault, and never prove that
 * the network works. Those in private networks prove it for their like, those beyond for all.
 *
 * <p>Confined to the event loop, but for {@link #impairment()}.
 */
final class SelfWatch implements Scrutiny {
  private static final Logger LOG = Logger.getLogger(SelfWatch.class);
  private static final Duration GAP = Duration.ofMillis(200);
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final long BETWEEN_HINTS_NANOS = Duration.ofSeconds(10).toNanos();

  private final EventLoop loop;
  private final Surroundings surroundings;
  private final List<Reference> references;
  private final HealthKeeper health;
  private final Supplier<Stream<Endpoint>> others;
  private final SelfState state;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final SelfMetrics metrics;
  private final Bearings bearings;
  private final Evidence evidence = new Evidence();
  private final Holding holding;
  private @Nullable SelfCheck running;
  private boolean asked;
  private boolean repeating;
  private @Nullable Long endedAt;
  private @Nullable Long hintedAt;
  private @Nullable String lastSuspect;

  /**
   * A watch that finds nothing wrong yet.
   *
   * @param references empty: endpoints of ours take their place
   * @param others the endpoints that are probed, in no order
   */
  SelfWatch(
      EventLoop loop,
      Surroundings surroundings,
      List<Reference> references,
      HealthKeeper health,
      Supplier<Stream<Endpoint>> others,
      SelfState state,
      InstantSource clock,
      LongSupplier nanoTime,
      SelfMetrics metrics) {
    this.loop = loop;
    this.surroundings = surroundings;
    this.references = references;
    this.health = health;
    this.others = others;
    this.state = state;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.metrics = metrics;
    this.bearings = new Bearings(surroundings);
    this.holding = new Holding(loop, nanoTime, this::judge, metrics);
  }

  @Override
  public void pass(Probed probed, Endpoint endpoint, Check check, Conclusion conclusion) {
    long now = nanoTime.getAsLong();
    Suspect suspect = learn(probed, endpoint, check, now);
    holding.take(new Held(probed, endpoint, check, suspect, now, conclusion));
  }

  private @Nullable Suspect learn(Probed probed, Endpoint endpoint, Check check, long now) {
    Whereabouts where = bearings.locate(probed, endpoint, check);
    if (Suspect.resolved(check.deciding())) {
      evidence.resolved(now);
    }
    if (Suspect.answered(check.deciding())) {
      if (where.reach() != Reach.HERE) {
        evidence.answered(where.reach(), now);
        evidence.remember(where.network(), Bearings.reference(endpoint));
      }
      state.proved(where.reach(), Suspect.resolved(check.deciding()));
      holding.reconsider();
      return null;
    }
    Suspect suspect = Suspect.of(check, where, now);
    if (suspect != null && !evidence.clears(suspect, now)) {
      evidence.failed(suspect, Bearings.reference(endpoint).domain(), now);
      lastSuspect = probed.where == null ? null : probed.where.address();
      if (!Suspect.accuses(check)) {
        hint(now);
      }
    }
    return suspect;
  }

  /** A check that could not even be sent changes nothing, but tells of us. */
  private void hint(long now) {
    if (hintedAt == null || now - hintedAt >= BETWEEN_HINTS_NANOS) {
      hintedAt = now;
      ask();
    }
  }

  private @Nullable Check judge(Held held) {
    Suspect suspect = held.suspect();
    if (suspect == null || evidence.clears(suspect, nanoTime.getAsLong())) {
      return held.check();
    }
    Impairment impairment = state.impairment();
    if (impairment != null && impairment.explains(suspect)) {
      return state.excuse(held, impairment);
    }
    if (!Suspect.accuses(held.check()) || !health.moves(held.probed(), held.check())) {
      return held.check();
    }
    ask();
    return null;
  }

  /** Looks after those who failed in the same moment have come, and not without pause. */
  private void ask() {
    if (running != null || asked) {
      return;
    }
    asked = true;
    Long before = endedAt;
    long ago = before == null ? Long.MAX_VALUE : nanoTime.getAsLong() - before;
    if (ago >= GAP.toNanos()) {
      loop.execute(this::look);
    } else {
      loop.after(GAP.minusNanos(ago), this::look);
    }
  }

  private void look() {
    asked = false;
    if (running == null) {
      boolean referred = !references.isEmpty();
      List<Reference> targets =
          referred ? references : bearings.witnesses(evidence, others.get(), nanoTime.getAsLong());
      running = new SelfCheck(referred, targets, needed(), new Hearing());
      running.start(surroundings, loop);
    }
  }

  private Reach needed() {
    Impairment impairment = state.impairment();
    Reach reach = impairment == null ? Reach.NEAR : impairment.reach();
    for (Held each : holding.waiting()) {
      Suspect suspect = each.suspect();
      if (suspect != null && suspect.where().reach().compareTo(reach) > 0) {
        reach = suspect.where().reach();
      }
    }
    return reach;
  }

  private final class Hearing implements SelfCheck.Listener {
    @Override
    public void dialled(Dialled one) {
      long now = nanoTime.getAsLong();
      if (one.resolved()) {
        evidence.resolved(now);
      }
      SelfCheck check = running;
      if (one.outcome() == Dialled.Outcome.ANSWERED && check != null) {
        evidence.answered(check.reach(one), now);
        holding.reconsider();
      } else if (one.outcome() == Dialled.Outcome.FAILED) {
        evidence.silent(one.where().reach(), one.where().network(), now);
      }
    }

    @Override
    public void ended(SelfCheck check) {
      running = null;
      endedAt = nanoTime.getAsLong();
      conclude(check);
    }
  }

  private void conclude(SelfCheck check) {
    long now = nanoTime.getAsLong();
    SelfVerdict verdict =
        SelfVerdict.of(
            new SelfVerdict.Facts(
                check.referred(),
                check.dialled(),
                check.needed(),
                surroundings.routeless(lastSuspect),
                evidence.silent(now),
                evidence.unresolved(now)));
    metrics.found(verdict.finding());
    LOG.debugf("Self-check: %s %s", verdict.finding(), verdict.reason());
    state.found(verdict, impairment(check, verdict));
    if (verdict.finding() == Finding.UNDECIDED) {
      holding.releaseAll();
    } else {
      holding.reconsider();
    }
    repeat();
  }

  private Impairment impairment(SelfCheck check, SelfVerdict verdict) {
    return new Impairment(
        Ids.uuid7(clock.instant()),
        clock.instant(),
        verdict.finding() == Finding.UNRESOLVING,
        check.needed(),
        verdict.reason(),
        check.dialled().stream().map(each -> told(each)).toList());
  }

  private static String told(Dialled one) {
    String name = one.reference().toString();
    return one.detail().contains(name) ? one.detail() : name + ": " + one.detail();
  }

  /** While impaired, each second. */
  private void repeat() {
    if (state.impairment() != null && !repeating) {
      repeating = true;
      loop.after(
          EVERY,
          () -> {
            repeating = false;
            if (state.impairment() != null) {
              ask();
            }
          });
    }
  }

  /** Takes over an impairment that was announced before a restart, until we know better. */
  void adopt(Impairment left) {
    if (evidence.answeredWithin(left.reach(), EVERY.multipliedBy(10), nanoTime.getAsLong())) {
      state.overAlready();
    } else {
      state.adopt(left);
      repeat();
    }
  }

  /** Ends the waiting; from now on every check counts at once. */
  void stop() {
    holding.close();
  }

  /** Why the monitor cannot judge now; empty: it can. Any thread. */
  Optional<Impairment> impairment() {
    return Optional.ofNullable(state.impairment());
  }
}
