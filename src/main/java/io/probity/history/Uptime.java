package io.probity.history;

import io.probity.endpoint.Endpoint;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Uptime as the integral over periods of health, exact over any window. Blocks. */
@Singleton
public final class Uptime {
  private final UptimeStore store;
  private final CheckStore checks;
  private final Partitions partitions;
  private final InstantSource clock;

  @Inject
  Uptime(UptimeStore store, CheckStore checks, Partitions partitions, InstantSource clock) {
    this.store = store;
    this.checks = checks;
    this.partitions = partitions;
    this.clock = clock;
  }

  /**
   * How an endpoint fared between two instants, as far as it existed and the time has passed. A
   * window that lies outside of that is empty.
   */
  public UptimeReport between(Endpoint endpoint, Instant from, Instant to) {
    Instant now = clock.instant();
    Instant start = from.isBefore(endpoint.createdAt()) ? endpoint.createdAt() : from;
    Instant end = to.isAfter(now) ? now : to;
    Span window = new Span(start, end.isBefore(start) ? start : end);
    List<Period> periods = store.periods(endpoint.id(), window);
    return UptimeReport.of(
        UptimeIntegral.of(periods, window, silentFrom(endpoint, periods, now)),
        store.incidents(endpoint.id(), window),
        window);
  }

  /**
   * How an endpoint fared in each step of a window, oldest first; one that lies outside of its
   * life, or in the future, is empty.
   */
  public List<UptimeReport> steps(Endpoint endpoint, SeriesWindow window) {
    Instant now = clock.instant();
    Instant until = window.until().isAfter(now) ? now : window.until();
    Span whole = new Span(window.from(), until);
    List<Period> periods = store.periods(endpoint.id(), whole);
    List<UptimeStore.Incident> incidents = store.incidents(endpoint.id(), whole);
    Instant silentFrom = silentFrom(endpoint, periods, now);
    List<UptimeReport> steps = new ArrayList<>(window.steps());
    for (int i = 0; i < window.steps(); i++) {
      Instant start = later(window.at(i), endpoint.createdAt());
      Instant end = window.at(i + 1).isAfter(until) ? until : window.at(i + 1);
      Span step = new Span(start, later(end, start));
      steps.add(
          UptimeReport.of(
              UptimeIntegral.of(periods, step, silentFrom),
              incidents.stream().filter(each -> each.within(step)).toList(),
              step));
    }
    return steps;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** The instant by which the next result is overdue. */
  private Instant silentFrom(Endpoint endpoint, List<Period> periods, Instant now) {
    Duration grace =
        endpoint.spec().interval().multipliedBy(2).plus(endpoint.spec().timeouts().total());
    if (periods.isEmpty()) {
      return now;
    }
    Instant lastChange = periods.get(periods.size() - 1).from();
    Instant keptSince = partitions.keptSince(now);
    return checks
        .latestAt(endpoint.id(), keptSince, now.plus(Checks.CLOCK_SKEW))
        .filter(latest -> latest.isAfter(lastChange))
        .orElse(lastChange)
        .plus(grace);
  }
}
