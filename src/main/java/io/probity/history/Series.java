package io.probity.history;

import io.probity.db.Tx;
import io.probity.endpoint.Endpoint;
import io.probity.probe.FailureClass;
import io.probity.probe.Timings;
import io.probity.probe.Verdict;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Latency and failures over time. Steps of whole hours come from roll-ups, and for a phase those of
 * whole days; what is not rolled up yet, and finer steps, come from single results. Blocks.
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
  public List<LatencyPoint> latency(Endpoint endpoint, SeriesWindow window, LatencyPhase phase) {
    HourRoll[] steps = steps(endpoint, window, phase);
    List<LatencyPoint> points = new ArrayList<>();
    for (int i = 0; i < steps.length; i++) {
      points.add(LatencyPoint.of(window.at(i), steps[i].total()));
    }
    return points;
  }

  /** A point for each step of the window, oldest first. */
  public List<FailurePoint> failures(Endpoint endpoint, SeriesWindow window) {
    HourRoll[] steps = steps(endpoint, window, LatencyPhase.TOTAL);
    List<FailurePoint> points = new ArrayList<>();
    for (int i = 0; i < steps.length; i++) {
      points.add(FailurePoint.of(window.at(i), steps[i]));
    }
    return points;
  }

  private HourRoll[] steps(Endpoint endpoint, SeriesWindow window, LatencyPhase phase) {
    HourRoll[] steps = new HourRoll[window.steps()];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = new HourRoll();
    }
    boolean rolled = window.step().toMillis() % unit(phase).toMillis() == 0;
    results.snapshot(
        tx -> {
          Instant hotFrom = window.from();
          if (rolled) {
            Instant mark = results.foldedUpTo(tx).orElse(Instant.MIN);
            addRolled(tx, endpoint, window, phase, steps);
            hotFrom = mark.isAfter(hotFrom) ? mark : hotFrom;
          }
          addResults(tx, endpoint, new Span(hotFrom, window.until()), window, phase, steps);
          return steps;
        });
    return steps;
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

  private void addResults(
      Tx tx,
      Endpoint endpoint,
      Span span,
      SeriesWindow window,
      LatencyPhase phase,
      HourRoll[] steps) {
    Instant now = clock.instant().plus(Checks.CLOCK_SKEW);
    Instant keptSince = partitions.keptSince(now);
    results.results(
        tx,
        endpoint.id(),
        span.from().isBefore(keptSince) ? keptSince : span.from(),
        span.until().isAfter(now) ? now : span.until(),
        endpoint.spec().interval(),
        (at, verdict, failure, timings) ->
            add(steps[window.number(at)], verdict, failure, phase.micros(timings)));
  }

  private static void add(
      HourRoll step, Verdict verdict, @Nullable FailureClass failure, int micros) {
    step.count(verdict, failure == null ? 0 : failure.number());
    if (micros != Timings.NONE && DayRoll.answered(failure)) {
      step.total().add(micros);
    }
  }
}
