package io.probity.history;

import io.probity.history.Period.State;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Spreads the periods of an endpoint over days in UTC. Confined to one thread. */
final class DaySpread {
  private final LocalDate first;
  private final List<Map<State, Long>> micros = new ArrayList<>();

  DaySpread(LocalDate first, int days) {
    this.first = first;
    for (int day = 0; day < days; day++) {
      micros.add(new EnumMap<>(State.class));
    }
  }

  /**
   * Adds all periods of an endpoint.
   *
   * @param periods oldest first; time before the first one is unknown
   * @param window within the days
   * @param silentFrom from here on what was observed last no longer holds
   */
  void add(List<Period> periods, Span window, Instant silentFrom) {
    Instant at = window.from();
    State state = State.UNKNOWN;
    for (Period period : periods) {
      Instant until = Instants.earlier(period.from(), window.until());
      add(state, at, until);
      at = Instants.later(at, until);
      state = period.state();
    }
    Instant held = state.observed() ? Instants.earlier(silentFrom, window.until()) : window.until();
    add(state, at, held);
    add(State.UNKNOWN, Instants.later(at, held), window.until());
  }

  private void add(State state, Instant from, Instant until) {
    Instant at = from;
    while (at.isBefore(until)) {
      LocalDate date = LocalDate.ofInstant(at, ZoneOffset.UTC);
      Instant next =
          Instants.earlier(date.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant(), until);
      micros
          .get((int) ChronoUnit.DAYS.between(first, date))
          .merge(state, ChronoUnit.MICROS.between(at, next), Long::sum);
      at = next;
    }
  }

  /** Each day, oldest first. */
  List<DailyUptime.Day> days() {
    List<DailyUptime.Day> days = new ArrayList<>();
    for (int day = 0; day < micros.size(); day++) {
      Map<State, Long> own = micros.get(day);
      days.add(
          new DailyUptime.Day(
              first.plusDays(day),
              length(own, State.UP),
              length(own, State.DEGRADED),
              length(own, State.DOWN),
              length(own, State.MAINTENANCE)));
    }
    return days;
  }

  private static Duration length(Map<State, Long> own, State state) {
    return Duration.of(own.getOrDefault(state, 0L), ChronoUnit.MICROS);
  }

  /** All days together. */
  Map<State, Long> total() {
    Map<State, Long> total = new EnumMap<>(State.class);
    micros.forEach(each -> each.forEach((state, length) -> total.merge(state, length, Long::sum)));
    return total;
  }
}
