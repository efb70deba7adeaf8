package io.probity.check;

import io.probity.net.Dialled;
import io.probity.net.Reach;
import io.probity.net.Reference;
import io.probity.net.Surroundings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One look at our own network: dials a few others at once and ends with the first answer that is
 * proof, or when all have failed, or when its time is up. Confined to the event loop.
 */
final class SelfCheck {
  /** For resolving and connecting together. */
  static final Duration BUDGET = Duration.ofMillis(700);

  private final boolean referred;
  private final List<Reference> targets;
  private final Reach needed;
  private final Listener listener;
  private final List<Dialled> dialled = new ArrayList<>();
  private boolean over;

  /** Hears of the dialling. */
  interface Listener {
    void dialled(Dialled one);

    /** Called once; the self-check is over. */
    void ended(SelfCheck check);
  }

  /**
   * A self-check yet to start.
   *
   * @param referred whether the targets are references, whose answers count wherever they are
   * @param needed how far away something has to be whose answer is proof
   */
  SelfCheck(boolean referred, List<Reference> targets, Reach needed, Listener listener) {
    this.referred = referred;
    this.targets = targets;
    this.needed = needed;
    this.listener = listener;
  }

  void start(Surroundings surroundings, EventLoop loop) {
    if (targets.isEmpty()) {
      end();
      return;
    }
    Consumer<Dialled> heard = this::heard;
    targets.forEach(each -> surroundings.dial(each, BUDGET).thenAccept(heard));
    loop.after(BUDGET.plusMillis(50), this::end);
  }

  private void heard(Dialled one) {
    if (over) {
      return;
    }
    dialled.add(one);
    listener.dialled(one);
    if (proves(one) || dialled.size() == targets.size()) {
      end();
    }
  }

  private boolean proves(Dialled one) {
    return one.outcome() == Dialled.Outcome.ANSWERED && reach(one).compareTo(needed) >= 0;
  }

  /** How far away an answer reaches. */
  Reach reach(Dialled one) {
    return referred ? Reach.FAR : one.where().reach();
  }

  private void end() {
    if (!over) {
      over = true;
      listener.ended(this);
    }
  }

  boolean referred() {
    return referred;
  }

  Reach needed() {
    return needed;
  }

  /** Who was dialled, as far as something came of it. */
  List<Dialled> dialled() {
    return dialled;
  }
}
