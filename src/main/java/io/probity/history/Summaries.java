package io.probity.history;

import io.probity.db.Reach;
import io.probity.endpoint.EndpointQuery;
import io.probity.history.Period.State;
import io.probity.probe.CheckSummary;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How all endpoints fare, with a few queries for all of them. The last 24 hours of uptime are read
 * as they are; of longer windows the sums that {@link SummaryRefresh} keeps are brought up to now,
 * so that they begin up to some hours early. Blocks.
 */
@Singleton
public final class Summaries {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration RECENT = Duration.ofHours(2);

  private final SummaryStore store;
  private final LatestChecks latest;
  private final InstantSource clock;

  @Inject
  Summaries(SummaryStore store, LatestChecks latest, InstantSource clock) {
    this.store = store;
    this.latest = latest;
    this.clock = clock;
  }

  /**
   * All endpoints that match, in the order they were registered.
   *
   * @param query its text is not looked at
   * @param days 1, 7, 30 or 90
   */
  public List<SummaryRow> rows(EndpointQuery query, Reach reach, int days) {
    Instant now = clock.instant();
    List<SummaryEndpoint> endpoints =
        store.endpoints(query, reach, 0, Integer.MAX_VALUE).stream()
            .filter(each -> query.states().isEmpty() || query.states().contains(each.state()))
            .toList();
    Map<Long, WindowSum> sums = store.sums(days);
    Instant begin = now.minus(DAY.multipliedBy(days));
    Map<Long, WindowSum> bases = days == 1 ? Map.of() : sums;
    Map<Long, List<Period>> periods = periods(endpoints, bases, new Span(begin, now));
    Map<Long, Instant> silence = silentFrom(endpoints, periods, now);
    List<SummaryRow> rows = new ArrayList<>(endpoints.size());
    for (SummaryEndpoint endpoint : endpoints) {
      long id = endpoint.number();
      WindowSum base = bases.get(id);
      Instant from = base == null ? Instants.later(begin, endpoint.createdAt()) : base.asOf();
      Span rest = new Span(from, Instants.later(from, now));
      Map<State, Long> micros =
          UptimeIntegral.of(
              periods.getOrDefault(id, List.of()), rest, silence.getOrDefault(id, now));
      if (base != null) {
        base.micros().forEach((state, length) -> micros.merge(state, length, Long::sum));
      }
      rows.add(
          new SummaryRow(
              endpoint, UptimeReport.of(micros, List.of(), rest).uptime(), p95(sums.get(id))));
    }
    return rows;
  }

  private static @Nullable BigDecimal p95(@Nullable WindowSum sum) {
    return sum == null || sum.p95Us() == null ? null : BigDecimal.valueOf(sum.p95Us(), 3);
  }

  /** From the sums on; of endpoints without one over the whole window. */
  private Map<Long, List<Period>> periods(
      List<SummaryEndpoint> endpoints, Map<Long, WindowSum> bases, Span window) {
    long[] summed =
        endpoints.stream().mapToLong(SummaryEndpoint::number).filter(bases::containsKey).toArray();
    long[] others =
        endpoints.stream()
            .mapToLong(SummaryEndpoint::number)
            .filter(id -> !bases.containsKey(id))
            .toArray();
    Map<Long, List<Period>> periods = new HashMap<>(store.periods(others, window));
    bases.values().stream()
        .map(WindowSum::asOf)
        .min(Instant::compareTo)
        .ifPresent(
            oldest -> periods.putAll(store.periods(summed, new Span(oldest, window.until()))));
    return periods;
  }

  /** The instants by which the next results are overdue, as {@link Uptime} tells them. */
  Map<Long, Instant> silentFrom(
      List<SummaryEndpoint> endpoints, Map<Long, List<Period>> periods, Instant now) {
    long[] ids = SummaryEndpoint.numbers(endpoints);
    Map<Long, Instant> found =
        new HashMap<>(store.latest(ids, new Span(now.minus(RECENT), now.plus(Checks.CLOCK_SKEW))));
    Set<Long> quiet = new HashSet<>();
    for (SummaryEndpoint endpoint : endpoints) {
      if (!found.containsKey(endpoint.number()) && periods.containsKey(endpoint.number())) {
        quiet.add(endpoint.number());
      }
    }
    Map<Long, CheckSummary> older = quiet.isEmpty() ? Map.of() : latest.latest(quiet);
    older.forEach((id, check) -> found.put(id, check.at()));
    Map<Long, Instant> silence = new HashMap<>();
    for (SummaryEndpoint endpoint : endpoints) {
      List<Period> own = periods.get(endpoint.number());
      if (own != null) {
        Instant change = own.get(own.size() - 1).from();
        Instant last = found.getOrDefault(endpoint.number(), change);
        silence.put(endpoint.number(), Instants.later(change, last).plus(endpoint.grace()));
      }
    }
    return silence;
  }
}
