package io.probity.history;

import io.probity.db.Reach;
import io.probity.history.Period.State;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What people look at first: how many endpoints are in which state, and which need them. Blocks.
 */
@Singleton
public final class Overview {
  /** The states in the order of the overview. */
  public static final List<String> STATES =
      List.of("down", "degraded", "unknown", "maintenance", "up", "paused");

  private static final Duration DAY = Duration.ofDays(1);

  private final OverviewStore store;
  private final SummaryStore periods;
  private final Summaries summaries;
  private final InstantSource clock;

  @Inject
  Overview(OverviewStore store, SummaryStore periods, Summaries summaries, InstantSource clock) {
    this.store = store;
    this.periods = periods;
    this.summaries = summaries;
    this.clock = clock;
  }

  /**
   * How many endpoints match, by state and failure class.
   *
   * @param query its states and its failure are not looked at
   */
  public List<StateCount> counts(OverviewQuery query, Reach reach) {
    return store.counts(query, reach);
  }

  /**
   * Endpoints that match, by their places. One whose state changes between two pages may come twice
   * or not at all.
   *
   * @param after the place of the last one seen, null: from the first
   */
  public List<OverviewRow> page(
      OverviewQuery query, Reach reach, @Nullable OverviewPlace after, int limit) {
    return store.page(query, reach, after, limit);
  }

  /** Endpoints that match and are down or degraded, those first for which that began last. */
  public List<OverviewRow> newest(OverviewQuery query, Reach reach, int limit) {
    return store.newest(query, reach, limit);
  }

  /**
   * Endpoints with the greatest latency of the last 24 hours, without those that are paused.
   *
   * @param query only its labels are looked at
   */
  public List<OverviewRow> slowest(OverviewQuery query, Reach reach, int limit) {
    return store.slowest(query, reach, limit);
  }

  /**
   * Endpoints whose certificates end within a time or have ended, the soonest first, without those
   * that are paused.
   *
   * @param query only its labels are looked at
   */
  public List<OverviewRow> expiring(OverviewQuery query, Reach reach, Duration within, int limit) {
    return store.expiring(query, reach, clock.instant().plus(within), limit);
  }

  /** The last 24 hours of endpoints, by their internal numbers. */
  public Map<Long, LastDay> lastDays(List<OverviewRow> rows) {
    Instant now = clock.instant();
    Instant begin = now.minus(DAY);
    List<SummaryEndpoint> endpoints = rows.stream().map(OverviewRow::endpoint).toList();
    long[] ids = SummaryEndpoint.numbers(endpoints);
    Map<Long, List<Period>> found = periods.periods(ids, new Span(begin, now));
    Map<Long, Instant> silence = summaries.silentFrom(endpoints, found, now);
    Map<Long, LastDay> days = new HashMap<>();
    for (SummaryEndpoint each : endpoints) {
      Instant from = Instants.later(each.createdAt(), begin);
      Span lived = new Span(Instants.earlier(from, now), now);
      List<Period> own = found.getOrDefault(each.number(), List.of());
      Instant silent = silence.getOrDefault(each.number(), now);
      Map<State, Long> micros = UptimeIntegral.of(own, lived, silent);
      days.put(
          each.number(),
          new LastDay(
              begin,
              now,
              Stretches.of(own, lived, silent),
              UptimeReport.of(micros, List.of(), lived).uptime()));
    }
    return days;
  }
}
