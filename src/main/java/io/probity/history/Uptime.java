package io.probity.history;

import io.probity.endpoint.Endpoint;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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
    Span window = lived(endpoint, from, to, now);
    List<Period> periods = store.periods(endpoint.id(), window);
    return UptimeReport.of(
        UptimeIntegral.of(periods, window, silentFrom(endpoint, periods, now)),
        store.incidents(endpoint.id(), window),
        window);
  }

  /** What answers many such questions about the time since an instant after reading but once. */
  public UptimePast past(Endpoint endpoint, Instant since) {
    Instant now = clock.instant();
    Span whole = lived(endpoint, since, now, now);
    List<Period> periods = store.periods(endpoint.id(), whole);
    return new UptimePast(
        whole, periods, store.incidents(endpoint.id(), whole), silentFrom(endpoint, periods, now));
  }

  private static Span lived(Endpoint endpoint, Instant from, Instant to, Instant now) {
    Instant start = Instants.later(from, endpoint.createdAt());
    Instant end = Instants.earlier(to, now);
    return new Span(start, Instants.later(end, start));
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
