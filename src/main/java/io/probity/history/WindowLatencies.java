package io.probity.history;

import io.probity.db.Tx;
import io.probity.history.ResultColumns.Column;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How endpoints answered over several windows that end now, from roll-ups and from results that are
 * not folded. What is read of these is kept with the sums, so that the next sum of a day reads
 * little more than what has come since. Confined to one transaction and its thread.
 */
final class WindowLatencies {
  /**
   * Beyond the time that a check may take, a result is stored so long after its planned instant at
   * most, unless the database was away. Until then, and until results were read once more, it is
   * read again with the next sum; what comes still later counts once all is read anew.
   */
  private static final Duration LATE = Duration.ofMinutes(5);

  private static final Duration DAY = Duration.ofDays(1);

  private final SummaryStore store;
  private final RollupStore rollups;
  private final SeriesStore series;
  private final List<Integer> days;
  private final Span longest;
  private final Map<Long, Windows> endpoints = new HashMap<>();

  /**
   * Nothing yet.
   *
   * @param days lengths of the windows, the shortest first
   * @param now their end
   */
  WindowLatencies(
      SummaryStore store,
      RollupStore rollups,
      SeriesStore series,
      List<Integer> days,
      Instant now) {
    this.store = store;
    this.rollups = rollups;
    this.series = series;
    this.days = days;
    longest = new Span(now.minus(DAY.multipliedBy(days.get(days.size() - 1))), now);
  }

  /** What each window of an endpoint adds to the shorter one before it. */
  private static final class Windows {
    private final List<LatencySketch> rings = new ArrayList<>();
    private final @Nullable KeptLatency kept;

    Windows(int windows, @Nullable KeptLatency kept) {
      for (int i = 0; i < windows; i++) {
        rings.add(new LatencySketch());
      }
      this.kept = kept;
    }

    /** Where a result belongs that is not folded. */
    LatencySketch unfolded(Instant at, int ring) {
      return kept != null && at.isBefore(kept.upto()) ? kept.sketch() : rings.get(ring);
    }

    LatencySketch sum(int number) {
      LatencySketch sum = new LatencySketch();
      rings.subList(0, number + 1).forEach(sum::merge);
      if (kept != null) { // all of it lies within the shortest window
        sum.merge(kept.sketch());
      }
      return sum;
    }
  }

  /**
   * The latency of an endpoint over one of the windows.
   *
   * @param number the place of its length among {@code days}
   */
  LatencySketch sum(long endpointId, int number) {
    Windows own = endpoints.get(endpointId);
    return own == null ? new LatencySketch() : own.sum(number);
  }

  /** What to keep of an endpoint with its sum of a day, null: nothing. */
  @Nullable KeptLatency kept(long endpointId) {
    Windows own = endpoints.get(endpointId);
    return own == null ? null : own.kept;
  }

  /**
   * Reads what there is; for longer windows than a day without what was kept.
   *
   * @param mark what is before it is folded
   */
  WindowLatencies read(Tx tx, Instant mark, List<SummaryEndpoint> page) {
    long[] ids = SummaryEndpoint.numbers(page);
    Map<Long, KeptLatency> known = days.size() > 1 ? Map.of() : store.kept(tx, ids);
    Map<Instant, List<Long>> unread = new HashMap<>();
    for (SummaryEndpoint each : page) {
      Instant since = begin(each, mark, known.get(each.number()));
      unread.computeIfAbsent(since, instant -> new ArrayList<>()).add(each.number());
    }
    readFolded(tx, mark, ids);
    unread.forEach(
        (since, those) ->
            store.totals(
                tx,
                those.stream().mapToLong(Long::longValue).toArray(),
                new Span(since, longest.until()),
                (id, at, totalUs, failure) -> add(id, at, totalUs, failure, false)));
    return this;
  }

  /**
   * Takes an endpoint up; returns from when on its results are to be read. By another clock there
   * may be results from a little before it was made.
   */
  private Instant begin(SummaryEndpoint endpoint, Instant mark, @Nullable KeptLatency known) {
    Instant from = Instants.later(mark, endpoint.createdAt().minus(LATE));
    if (ring(from) != 0) {
      endpoints.put(endpoint.number(), new Windows(days.size(), null));
      return Instants.later(mark, longest.from());
    }
    if (known != null && known.from().equals(from)) {
      keepOn(endpoint, known);
      return known.upto();
    }
    keepOn(endpoint, new KeptLatency(from, from, longest.until(), new LatencySketch()));
    return Instants.later(mark, longest.from());
  }

  private void keepOn(SummaryEndpoint endpoint, KeptLatency kept) {
    Instant stored = longest.until().minus(endpoint.grace()).minus(LATE);
    Instant settled = Instants.earlier(stored, kept.readAt());
    KeptLatency next = kept.upto(Instants.later(kept.upto(), settled));
    endpoints.put(endpoint.number(), new Windows(days.size(), next));
  }

  /** Roll-ups, and what came too late for them. */
  private void readFolded(Tx tx, Instant mark, long[] ids) {
    rollups.hours(
        tx,
        ids,
        RollupStore.day(longest.from()),
        longest.until(),
        (id, hour, roll) -> {
          int ring = ring(hour);
          Windows own = endpoints.get(id);
          if (ring >= 0 && own != null) {
            own.rings.get(ring).merge(roll.total());
          }
        });
    Span folded = new Span(longest.from(), Instants.earlier(mark, longest.until()));
    for (long late : store.late(tx, ids, folded)) {
      series.notFolded(
          tx,
          late,
          folded,
          (rows, row) ->
              add(
                  late,
                  Micros.instant(rows.at(row)),
                  rows.value(Column.TOTAL, row),
                  rows.failure(row),
                  true));
    }
  }

  private void add(long endpointId, Instant at, int totalUs, int failure, boolean isFolded) {
    int ring = ring(at);
    Windows own = endpoints.get(endpointId);
    if (ring >= 0 && own != null && DayRoll.answered(failure)) {
      (isFolded ? own.rings.get(ring) : own.unfolded(at, ring)).add(totalUs);
    }
  }

  /** The shortest window an instant lies in, -1: none. */
  private int ring(Instant at) {
    for (int i = 0; i < days.size(); i++) {
      if (!at.isBefore(longest.until().minus(DAY.multipliedBy(days.get(i))))) {
        return i;
      }
    }
    return -1;
  }
}
