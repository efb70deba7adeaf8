package io.probity.history;

import io.probity.history.Period.State;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How long an endpoint was in each state within a window. Pure. */
final class UptimeIntegral {
  private UptimeIntegral() {}

  /**
   * The time in each state, in microseconds; together it is the window.
   *
   * @param periods oldest first; time before the first one is unknown
   * @param window already clipped to what there is to know of
   * @param silentFrom from here on there are no results although there should be: what was observed
   *     last no longer holds
   */
  static Map<State, Long> of(List<Period> periods, Span window, Instant silentFrom) {
    Map<State, Long> micros = new EnumMap<>(State.class);
    for (State state : State.values()) {
      micros.put(state, 0L);
    }
    Instant at = window.from();
    State state = State.UNKNOWN;
    for (Period period : periods) {
      if (!period.from().isBefore(window.until())) {
        break;
      }
      if (period.from().isAfter(at)) {
        add(micros, state, at, period.from());
        at = period.from();
      }
      state = period.state();
    }
    Instant heldUntil =
        state.observed()
            ? Instants.later(at, Instants.earlier(silentFrom, window.until()))
            : window.until();
    add(micros, state, at, heldUntil);
    add(micros, State.UNKNOWN, heldUntil, window.until());
    return micros;
  }

  private static void add(Map<State, Long> micros, State state, Instant from, Instant until) {
    micros.merge(state, ChronoUnit.MICROS.between(from, until), Long::sum);
  }
}
