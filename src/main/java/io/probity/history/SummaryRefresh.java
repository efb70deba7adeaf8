package io.probity.history;

import io.probity.db.Reach;
import io.probity.db.Tx;
import io.probity.endpoint.EndpointQuery;
import io.probity.history.Period.State;
import io.probity.history.ResultColumns.Column;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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

  /** Endpoints at once. It bounds the results that are held in memory. */
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
  public void tick(Instant now) {
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
    long[] ids = page.stream().mapToLong(SummaryEndpoint::number).toArray();
    Instant begin = now.minus(DAY.multipliedBy(windows.get(windows.size() - 1)));
    Map<Long, List<Period>> periods = store.periods(ids, new Span(begin, now));
    Map<Long, Instant> silence = summaries.silentFrom(page, periods, now);
    Map<Long, Latencies> latencies =
        series.reading((tx, mark) -> latencies(tx, mark, ids, windows, new Span(begin, now)));
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
        LatencySketch latency = latencies.getOrDefault(id, Latencies.NONE).sum(i);
        sums.add(new WindowSum(id, windows.get(i), now, micros, latency.count(), p95(latency)));
      }
    }
    return sums;
  }

  private static Span lived(SummaryEndpoint endpoint, Span window) {
    Instant from =
        endpoint.createdAt().isAfter(window.from()) ? endpoint.createdAt() : window.from();
    return new Span(from.isAfter(window.until()) ? window.until() : from, window.until());
  }

  private static @Nullable Integer p95(LatencySketch latency) {
    return latency.isEmpty() ? null : (int) Math.round(latency.quantileUs(0.95));
  }

  /** The latency of an endpoint over what each window adds to the shorter one before it. */
  private static final class Latencies {
    static final Latencies NONE = new Latencies(List.of());

    private final List<LatencySketch> rings = new ArrayList<>();

    Latencies(List<Integer> windows) {
      windows.forEach(days -> rings.add(new LatencySketch()));
    }

    LatencySketch ring(int number) {
      return rings.get(number);
    }

    LatencySketch sum(int number) {
      LatencySketch sum = new LatencySketch();
      rings.subList(0, Math.min(number + 1, rings.size())).forEach(sum::merge);
      return sum;
    }
  }

  private Map<Long, Latencies> latencies(
      Tx tx, Instant mark, long[] ids, List<Integer> windows, Span window) {
    Map<Long, Latencies> latencies = new HashMap<>();
    rollups.hours(
        tx,
        ids,
        RollupStore.day(window.from()),
        window.until(),
        (id, hour, roll) -> {
          Latencies own = latencies.computeIfAbsent(id, each -> new Latencies(windows));
          int ring = ring(windows, hour, window.until());
          if (ring >= 0) {
            own.ring(ring).merge(roll.total());
          }
        });
    Span folded = new Span(window.from(), mark.isBefore(window.until()) ? mark : window.until());
    for (long late : store.late(tx, ids, folded)) {
      series.notFolded(
          tx,
          late,
          folded,
          (rows, row) ->
              add(
                  latencies,
                  windows,
                  window.until(),
                  new Result(
                      late,
                      Micros.instant(rows.at(row)),
                      rows.value(Column.TOTAL, row),
                      rows.failure(row))));
    }
    Span hot = new Span(mark.isAfter(window.from()) ? mark : window.from(), window.until());
    store.totals(
        tx,
        ids,
        hot,
        (id, at, micros, failure) ->
            add(latencies, windows, window.until(), new Result(id, at, micros, failure)));
    return latencies;
  }

  /** What counts of a result; {@code failure} is the number of its class, 0: it passed in full. */
  private record Result(long endpointId, Instant at, int totalUs, int failure) {}

  private static void add(
      Map<Long, Latencies> latencies, List<Integer> windows, Instant until, Result result) {
    int ring = ring(windows, result.at(), until);
    if (ring >= 0 && DayRoll.answered(result.failure())) {
      latencies
          .computeIfAbsent(result.endpointId(), each -> new Latencies(windows))
          .ring(ring)
          .add(result.totalUs());
    }
  }

  /** The shortest window an instant lies in, -1: none. */
  private static int ring(List<Integer> windows, Instant at, Instant until) {
    for (int i = 0; i < windows.size(); i++) {
      if (!at.isBefore(until.minus(DAY.multipliedBy(windows.get(i))))) {
        return i;
      }
    }
    return -1;
  }
}
