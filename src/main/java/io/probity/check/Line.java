package io.probity.check;

import java.util.Comparator;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One gate for one endpoint, one origin or all, and those who wait before it. Mutable; belongs to
 * {@link Permits}.
 */
final class Line {
  private static final Comparator<Permit> ARRIVAL = Comparator.comparingLong(each -> each.number);
  private static final Comparator<Permit> PRECEDENCE =
      Comparator.<Permit>comparingInt(each -> each.precedence).reversed().thenComparing(ARRIVAL);

  /** Readings of the clock may overflow, and are compared by their difference. */
  private static final Comparator<Permit> END_OF_PATIENCE =
      ((Comparator<Permit>)
              (one, other) -> Long.signum(one.endOfPatience() - other.endOfPatience()))
          .thenComparing(ARRIVAL);

  final Gate gate;
  final Object key;

  /** What ended at this origin, null: the gate is another. */
  final @Nullable OriginOutcomes outcomes;

  /** How many may be beyond the gate. */
  int most;

  /** How many are. */
  int held;

  /** Null: nobody ever waited, as before most gates most of the time. */
  private @Nullable Waiting waiting;

  private record Waiting(NavigableSet<Permit> byTurn, NavigableSet<Permit> byPatience) {}

  Line(Gate gate, Object key, int most) {
    this.gate = gate;
    this.key = key;
    this.most = most;
    outcomes = gate == Gate.ORIGIN ? new OriginOutcomes(key.toString(), most) : null;
  }

  void join(Permit permit) {
    if (waiting == null) {
      waiting =
          new Waiting(
              new TreeSet<>(gate == Gate.ORIGIN ? PRECEDENCE : ARRIVAL),
              new TreeSet<>(END_OF_PATIENCE));
    }
    waiting.byTurn.add(permit);
    waiting.byPatience.add(permit);
  }

  void leave(Permit permit) {
    if (waiting != null) {
      waiting.byTurn.remove(permit);
      waiting.byPatience.remove(permit);
    }
  }

  /** Whose turn is next, null: nobody waits. */
  @Nullable Permit next() {
    return waiting == null || waiting.byTurn.isEmpty() ? null : waiting.byTurn.first();
  }

  /** Whose patience ends first, null: nobody waits. */
  @Nullable Permit leastPatient() {
    return waiting == null || waiting.byPatience.isEmpty() ? null : waiting.byPatience.first();
  }
}
