package io.probity.history;

import io.probity.db.Reach;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a single endpoint stands and fared, in the few figures that badges show. Blocks. */
@Singleton
public final class Standings {
  private final MatchedStore matched;
  private final SummaryStore store;
  private final Summaries summaries;
  private final InstantSource clock;

  @Inject
  Standings(MatchedStore matched, SummaryStore store, Summaries summaries, InstantSource clock) {
    this.matched = matched;
    this.store = store;
    this.summaries = summaries;
    this.clock = clock;
  }

  /**
   * How an endpoint stands.
   *
   * @param open whether everybody may see it
   * @param silent whether results are overdue, so that its state no longer holds
   * @param uptime as {@link SummaryRow#uptime}
   * @param p95Ms as {@link SummaryRow#p95Ms}
   */
  public record Standing(
      SummaryEndpoint endpoint,
      boolean open,
      boolean silent,
      @Nullable BigDecimal uptime,
      @Nullable BigDecimal p95Ms) {}

  /**
   * The endpoint of a key or an id within reach.
   *
   * @param days 1, 7, 30 or 90
   */
  public Optional<Standing> find(String keyOrId, Reach reach, int days) {
    return matched.named(keyOrId, reach).map(found -> standing(found, days));
  }

  private Standing standing(MatchedStore.Matched found, int days) {
    SummaryEndpoint endpoint = found.endpoint();
    Instant now = clock.instant();
    Instant begin = now.minus(Duration.ofDays(days));
    Instant created = endpoint.createdAt();
    Span window = new Span(Instants.later(created, begin), now);
    Map<Long, List<Period>> periods = store.periods(new long[] {endpoint.number()}, window);
    Instant silentFrom =
        summaries.silentFrom(List.of(endpoint), periods, now).getOrDefault(endpoint.number(), now);
    Map<Period.State, Long> micros =
        UptimeIntegral.of(periods.getOrDefault(endpoint.number(), List.of()), window, silentFrom);
    return new Standing(
        endpoint,
        found.open(),
        silentFrom.isBefore(now),
        UptimeReport.of(micros, List.of(), window).uptime(),
        matched
            .p95Micros(endpoint.number(), days)
            .map(us -> BigDecimal.valueOf(us, 3))
            .orElse(null));
  }
}
