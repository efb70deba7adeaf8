package io.probity.history;

import io.probity.db.Tx;
import io.probity.endpoint.Endpoint;
import io.probity.history.ResultColumns.Column;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Latency and failures over time. Steps of whole hours come from roll-ups, and for a phase those of
 * whole days; what is not rolled up yet, and finer steps, come from single results. The answer is
 * the same before, while and after results are folded. Blocks.
 */
@Singleton
public final class Series {
  private final SeriesStore results;
  private final RollupStore rollups;
  private final Partitions partitions;
  private final InstantSource clock;

  @Inject
  Series(SeriesStore results, RollupStore rollups, Partitions partitions, InstantSource clock) {
    this.results = results;
    this.rollups = rollups;
    this.partitions = partitions;
    this.clock = clock;
  }

  /**
   * The least step that can be answered for a window beginning at an instant.
   *
   * @return null: any step can
   */
  public @Nullable Duration leastStep(Instant from, LatencyPhase phase) {
    if (!from.isBefore(partitions.keptSince(clock.instant()))) {
      return null;
    }
    return unit(phase);
  }

  /** What the roll-ups know a phase by; a greater step must be a multiple of it. */
  public static Duration unit(LatencyPhase phase) {
    return phase == LatencyPhase.TOTAL ? Duration.ofHours(1) : Duration.ofDays(1);
  }

  /** A point for each step of the window, oldest first. */
  public Points<LatencyPoint> latency(Endpoint endpoint, SeriesWindow window, LatencyPhase phase) {
    return points(endpoint, window, phase, (at, step) -> LatencyPoint.of(at, step.total()));
  }

  /** A point for each step of the window, oldest first. */
  public Points<FailurePoint> failures(Endpoint endpoint, SeriesWindow window) {
    return points(endpoint, window, LatencyPhase.TOTAL, FailurePoint::of);
  }

  private <P> Points<P> points(
      Endpoint endpoint,
      SeriesWindow window,
      LatencyPhase phase,
      BiFunction<Instant, HourRoll, P> point) {
    HourRoll[] steps = new HourRoll[window.steps()];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = new HourRoll();
    }
    List<Unreadable> unreadable =
        results.reading((tx, mark) -> add(tx, mark, endpoint, window, phase, steps));
    List<P> points = new ArrayList<>(steps.length);
    for (int i = 0; i < steps.length; i++) {
      points.add(point.apply(window.at(i), steps[i]));
    }
    return new Points<>(points, unreadable);
  }

  private List<Unreadable> add(
      Tx tx,
      Instant mark,
      Endpoint endpoint,
      SeriesWindow window,
      LatencyPhase phase,
      HourRoll[] steps) {
    Instant now = clock.instant().plus(Checks.CLOCK_SKEW);
    Instant from = Instants.later(window.from(), partitions.keptSince(now));
    Instant until = Instants.earlier(window.until(), now);
    SeriesStore.Sink sink =
        (rows, row) ->
            add(steps[window.number(rows.at(row))], rows, row, rows.column(phase.column())[row]);
    List<Unreadable> unreadable = List.of();
    boolean rolled = window.step().toMillis() % unit(phase).toMillis() == 0;
    if (rolled) {
      addRolled(tx, endpoint, window, phase, steps);
    }
    if (from.isBefore(mark) && from.isBefore(until)) {
      Span folded = new Span(from, Instants.earlier(until, mark));
      if (rolled) {
        results.notFolded(tx, endpoint.id(), folded, sink);
      } else {
        unreadable = results.folded(tx, endpoint.id(), folded, sink);
      }
    }
    if (Instants.later(from, mark).isBefore(until)) {
      results.hot(tx, endpoint.id(), new Span(Instants.later(from, mark), until), sink);
    }
    return unreadable;
  }

  private void addRolled(
      Tx tx, Endpoint endpoint, SeriesWindow window, LatencyPhase phase, HourRoll[] steps) {
    Instant firstDay = RollupStore.day(window.from());
    for (RollupStore.Day day : rollups.days(tx, endpoint.id(), firstDay, window.until())) {
      if (phase != LatencyPhase.TOTAL) {
        steps[window.number(day.day())].total().merge(day.roll().latency(phase));
        continue;
      }
      for (int hour = 0; hour < 24; hour++) {
        HourRoll roll = day.roll().ofHour(hour);
        int step = window.number(day.day().plus(hour, ChronoUnit.HOURS));
        if (roll != null && step >= 0 && step < steps.length) {
          steps[step].merge(roll);
        }
      }
    }
  }

  private static void add(HourRoll step, ResultColumns rows, int row, int micros) {
    int failure = rows.failure(row);
    step.count(rows.value(Column.VERDICT, row), failure);
    if (micros != ResultColumns.NULL && DayRoll.answered(failure)) {
      step.total().add(micros);
    }
  }
}
