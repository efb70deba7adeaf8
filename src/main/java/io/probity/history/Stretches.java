package io.probity.history;

import io.probity.history.LastDay.Stretch;
import io.probity.history.Period.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The states of an endpoint one after the other, as {@link UptimeIntegral} adds them up. Pure. */
final class Stretches {
  private final List<Stretch> stretches = new ArrayList<>();

  private Stretches() {}

  /**
   * Without gaps, neighbours in different states; together they are the window.
   *
   * @param periods oldest first; time before the first one is unknown
   * @param window already clipped to what there is to know of
   * @param silentFrom from here on what was observed last no longer holds
   */
  static List<Stretch> of(List<Period> periods, Span window, Instant silentFrom) {
    Stretches made = new Stretches();
    Instant at = window.from();
    State state = State.UNKNOWN;
    for (Period period : periods) {
      if (!period.from().isBefore(window.until())) {
        break;
      }
      at = made.add(state, at, period.from());
      state = period.state();
    }
    if (state.observed() && silentFrom.isBefore(window.until())) {
      at = made.add(state, at, silentFrom);
      state = State.UNKNOWN;
    }
    made.add(state, at, window.until());
    return made.stretches;
  }

  private Instant add(State state, Instant from, Instant until) {
    if (!until.isAfter(from)) {
      return from;
    }
    String name = state.name().toLowerCase(Locale.ROOT);
    Stretch last = stretches.isEmpty() ? null : stretches.get(stretches.size() - 1);
    if (last != null && last.state().equals(name)) {
      stretches.set(stretches.size() - 1, new Stretch(name, last.from(), until));
    } else {
      stretches.add(new Stretch(name, from, until));
    }
    return until;
  }
}
