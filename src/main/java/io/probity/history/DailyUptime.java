package io.probity.history;

import io.probity.endpoint.EndpointMatch;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How endpoints fared day by day, with a few queries for all of them. Blocks. */
@Singleton
public final class DailyUptime {
  /** How many days, today among them. */
  public static final int DAYS = 90;

  private static final Comparator<String> BY_TEXT =
      String.CASE_INSENSITIVE_ORDER.thenComparing(Comparator.naturalOrder());

  private final MatchedStore matched;
  private final SummaryStore store;
  private final Summaries summaries;
  private final InstantSource clock;

  @Inject
  DailyUptime(MatchedStore matched, SummaryStore store, Summaries summaries, InstantSource clock) {
    this.matched = matched;
    this.store = store;
    this.summaries = summaries;
    this.clock = clock;
  }

  /** How long an endpoint was in these states on a day in UTC. */
  public record Day(
      LocalDate date, Duration up, Duration degraded, Duration down, Duration maintenance) {}

  /**
   * An endpoint.
   *
   * @param group the value of the label by which endpoints are grouped, null: it has none
   * @param silent whether results are overdue, so that its state no longer holds
   * @param uptime over all days, as {@link SummaryRow#uptime}; null: nothing was observed
   * @param days oldest first; empty beyond those that are told in detail
   */
  public record Service(
      SummaryEndpoint endpoint,
      @Nullable String group,
      boolean silent,
      @Nullable BigDecimal uptime,
      List<Day> days) {}

  /**
   * The living endpoints that a match names, by their names.
   *
   * @param groupBy a label, null: they are not grouped
   * @param detailed of how many the days and the uptime are told
   */
  public List<Service> of(EndpointMatch match, @Nullable String groupBy, int detailed) {
    Instant now = clock.instant();
    List<MatchedStore.Matched> found =
        matched.matching(match, groupBy).stream()
            .sorted(Comparator.comparing(each -> each.endpoint().name(), BY_TEXT))
            .toList();
    List<MatchedStore.Matched> head = found.subList(0, Math.min(detailed, found.size()));
    LocalDate first = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(DAYS - 1L);
    Instant begin = first.atStartOfDay(ZoneOffset.UTC).toInstant();
    Map<Long, List<Period>> periods =
        new HashMap<>(store.periods(ids(found.subList(head.size(), found.size())), until(now)));
    periods.putAll(store.periods(ids(head), new Span(begin, now)));
    Map<Long, Instant> silence =
        summaries.silentFrom(
            found.stream().map(MatchedStore.Matched::endpoint).toList(), periods, now);
    List<Service> services = new ArrayList<>(found.size());
    for (MatchedStore.Matched each : found) {
      Instant silentFrom = silence.getOrDefault(each.endpoint().number(), now);
      DaySpread spread = new DaySpread(first, services.size() < head.size() ? DAYS : 0);
      if (services.size() < head.size()) {
        Instant created = each.endpoint().createdAt();
        spread.add(
            periods.getOrDefault(each.endpoint().number(), List.of()),
            new Span(Instants.later(created, begin), now),
            silentFrom);
      }
      services.add(
          new Service(
              each.endpoint(),
              each.group(),
              silentFrom.isBefore(now),
              UptimeReport.of(spread.total(), List.of(), until(now)).uptime(),
              spread.days()));
    }
    return services;
  }

  private static Span until(Instant now) {
    return new Span(now, now);
  }

  private static long[] ids(List<MatchedStore.Matched> found) {
    return found.stream().mapToLong(each -> each.endpoint().number()).toArray();
  }
}
