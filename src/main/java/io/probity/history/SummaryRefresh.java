package io.probity.history;

import io.probity.db.Reach;
import io.probity.endpoint.EndpointQuery;
import io.probity.history.Period.State;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the sums that the summary of all endpoints is read from: those of a day every few minutes,
 * longer ones every few hours, since they take a look at all roll-ups. It is one replica's work.
 * Confined to one thread; blocks.
 */
@Singleton
public final class SummaryRefresh {
  private static final List<Integer> LONG_WINDOWS = List.of(7, 30, 90);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration SHORT_PAUSE = Duration.ofMinutes(5);
  private static final Duration LONG_PAUSE = Duration.ofHours(6);

  /** The work takes at most this part of the time. */
  private static final int SHARE = 50;

  /** Endpoints at once. It bounds the roll-ups that are held in memory. */
  private static final int PAGE = 50;

  private final SummaryStore store;
  private final SeriesStore series;
  private final RollupStore rollups;
  private final Summaries summaries;
  private Instant shortDue = Instant.MIN;
  private Instant longDue = Instant.MIN;

  @Inject
  SummaryRefresh(SummaryStore store, SeriesStore series, RollupStore rollups, Summaries summaries) {
    this.store = store;
    this.series = series;
    this.rollups = rollups;
    this.summaries = summaries;
  }

  /** Makes anew what is due. */
  public void tick(Instant instant) {
    Instant now = instant.truncatedTo(ChronoUnit.MICROS); // as the database keeps it
    boolean all = !now.isBefore(longDue);
    if (!all && now.isBefore(shortDue)) {
      return;
    }
    long started = System.nanoTime();
    refresh(now, all ? LONG_WINDOWS : List.of());
    Duration rest = Duration.ofNanos((System.nanoTime() - started) * SHARE);
    shortDue = now.plus(longer(SHORT_PAUSE, rest));
    if (all) {
      store.prune();
      longDue = now.plus(longer(LONG_PAUSE, rest));
    }
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private void refresh(Instant now, List<Integer> longWindows) {
    List<Integer> windows = new ArrayList<>(List.of(1));
    windows.addAll(longWindows);
    List<SummaryEndpoint> page = List.of();
    do {
      long after = page.isEmpty() ? 0 : page.get(page.size() - 1).number();
      page = store.endpoints(EndpointQuery.ALL, Reach.EVERYTHING, after, PAGE);
      if (!page.isEmpty()) {
        store.put(sums(page, windows, now));
      }
    } while (page.size() == PAGE);
  }

  private List<WindowSum> sums(List<SummaryEndpoint> page, List<Integer> windows, Instant now) {
    Instant begin = now.minus(DAY.multipliedBy(windows.get(windows.size() - 1)));
    Map<Long, List<Period>> periods =
        store.periods(SummaryEndpoint.numbers(page), new Span(begin, now));
    Map<Long, Instant> silence = summaries.silentFrom(page, periods, now);
    WindowLatencies latencies =
        series.reading(
            (tx, mark) ->
                new WindowLatencies(store, rollups, series, windows, now).read(tx, mark, page));
    List<WindowSum> sums = new ArrayList<>();
    for (SummaryEndpoint endpoint : page) {
      long id = endpoint.number();
      for (int i = 0; i < windows.size(); i++) {
        Instant from = now.minus(DAY.multipliedBy(windows.get(i)));
        Map<State, Long> micros =
            UptimeIntegral.of(
                periods.getOrDefault(id, List.of()),
                lived(endpoint, new Span(from, now)),
                silence.getOrDefault(id, now));
        LatencySketch latency = latencies.sum(id, i);
        KeptLatency kept = i == 0 ? latencies.kept(id) : null;
        sums.add(
            new WindowSum(id, windows.get(i), now, micros, latency.count(), p95(latency), kept));
      }
    }
    return sums;
  }

  private static Span lived(SummaryEndpoint endpoint, Span window) {
    Instant from = Instants.later(endpoint.createdAt(), window.from());
    return new Span(Instants.earlier(from, window.until()), window.until());
  }

  private static @Nullable Integer p95(LatencySketch latency) {
    return latency.isEmpty() ? null : (int) Math.round(latency.quantileUs(0.95));
  }
}
