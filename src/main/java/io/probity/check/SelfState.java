package io.probity.check;

import io.probity.net.Reach;
import io.probity.probe.Attempt;
import io.probity.probe.Check;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Verdict;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Whether the monitor is impaired. It is with the first self-check that says so; it is no more when
 * a check was answered, or after two good self-checks in a row, or when for a minute nothing says
 * any more that the fault is ours. Confined to the event loop, but for {@link #impairment()}.
 */
final class SelfState {
  private static final Logger LOG = Logger.getLogger(SelfState.class);
  private static final int GOOD = 2;
  private static final int UNDECIDED = 60;

  private final ImpairmentLog log;
  private final InstantSource clock;
  private final SelfMetrics metrics;
  private final Consumer<Probed> again;
  private final Set<Probed> excused = new LinkedHashSet<>();
  private volatile @Nullable Impairment impairment;
  private long turnedUnknown;
  private int good;
  private int undecided;

  /**
   * All is well.
   *
   * @param again told the endpoints whose checks were not believed, once the monitor works again
   */
  SelfState(ImpairmentLog log, InstantSource clock, SelfMetrics metrics, Consumer<Probed> again) {
    this.log = log;
    this.clock = clock;
    this.metrics = metrics;
    this.again = again;
  }

  /** Null: it can judge. Any thread. */
  @Nullable Impairment impairment() {
    return impairment;
  }

  /**
   * A self-check has ended.
   *
   * @param found the impairment there is, if the verdict is that there is one
   */
  void found(SelfVerdict verdict, Impairment found) {
    switch (verdict.finding()) {
      case OFFLINE, UNRESOLVING -> impaired(found);
      case ONLINE -> {
        undecided = 0;
        good++;
        if (good >= GOOD) {
          recovered("Self-checks are answered");
        }
      }
      case UNDECIDED -> {
        good = 0;
        undecided++;
        if (undecided >= UNDECIDED) {
          recovered("Nothing says any more that the monitor is at fault");
        }
      }
    }
  }

  private void impaired(Impairment found) {
    good = 0;
    undecided = 0;
    Impairment before = impairment;
    if (before != null) {
      impairment = before.widened(found);
      return;
    }
    become(found);
    LOG.warnf("The monitor is impaired and judges no endpoint by it: %s", found.reason());
    log.began(found);
  }

  /** One that was announced already. */
  void adopt(Impairment left) {
    if (impairment == null) {
      become(left);
      LOG.warnf("The monitor was impaired when it stopped: %s", left.reason());
    }
  }

  /** One that was announced already, but is over. */
  void overAlready() {
    if (impairment == null) {
      log.ended(clock.instant(), 0);
    }
  }

  private void become(Impairment found) {
    impairment = found;
    good = 0;
    undecided = 0;
    turnedUnknown = 0;
    metrics.impaired(true);
  }

  /** A check was answered from there. */
  void proved(Reach reach, boolean resolved) {
    Impairment now = impairment;
    if (now != null && (now.unresolving() ? resolved : reach.compareTo(now.reach()) >= 0)) {
      recovered("A check was answered");
    }
  }

  private void recovered(String why) {
    if (impairment == null) {
      return;
    }
    impairment = null;
    metrics.impaired(false);
    LOG.infof("The monitor works again: %s; %d checks were not believed", why, turnedUnknown);
    log.ended(clock.instant(), turnedUnknown);
    List<Probed> soon = new ArrayList<>(excused);
    excused.clear();
    soon.stream().filter(each -> !each.removed && !each.paused).forEach(again);
  }

  /** The check as a fault of ours. */
  Check excuse(Held held, Impairment now) {
    Check check = held.check();
    Failure original = check.deciding().failure();
    excused.add(held.probed());
    if (original == null || check.verdict() != Verdict.DOWN) {
      return check;
    }
    turnedUnknown++;
    metrics.turnedUnknown();
    List<Attempt> attempts = new ArrayList<>(check.attempts());
    attempts.set(attempts.size() - 1, check.deciding().judged(ours(original, now), null));
    return new Check(
        check.endpointId(),
        check.at(),
        check.trigger(),
        Verdict.UNKNOWN,
        List.copyOf(attempts),
        check.lagUs());
  }

  private static Failure ours(Failure original, Impairment now) {
    Map<String, Object> seen = new LinkedHashMap<>(original.evidence());
    seen.put("class", original.cls().wireName());
    seen.put("seen", original.detail());
    seen.put("impairedSince", now.since().toString());
    seen.put("tried", now.tried());
    return new Failure(
        FailureClass.MONITOR_NETWORK_DOWN,
        now.reason() + " So this is not the target's: " + original.detail(),
        seen);
  }
}
