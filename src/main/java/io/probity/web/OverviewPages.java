package io.probity.web;

import io.probity.db.Reach;
import io.probity.history.LastDay;
import io.probity.history.LatestChecks;
import io.probity.history.Overview;
import io.probity.history.OverviewPlace;
import io.probity.history.OverviewQuery;
import io.probity.history.OverviewRow;
import io.probity.probe.CheckSummary;
import io.probity.web.OverviewPage.Board;
import io.probity.web.OverviewPage.Counts;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fills the overview, with a few queries whatever the number of endpoints. Blocks. */
@Singleton
final class OverviewPages {
  private static final int PAGE = 50;
  private static final int DOWN = 10;
  private static final int FEW = 5;
  private static final Duration EXPIRING_WITHIN = Duration.ofDays(30);

  private final Overview overview;
  private final LatestChecks checks;
  private final MonitorNotices notices;
  private final InstantSource clock;

  OverviewPages(
      Overview overview, LatestChecks checks, MonitorNotices notices, InstantSource clock) {
    this.overview = overview;
    this.checks = checks;
    this.notices = notices;
    this.clock = clock;
  }

  /**
   * One page of it.
   *
   * @param after where the page before it ended, null: it is the first
   */
  OverviewPage page(
      OverviewChoice choice, @Nullable OverviewPlace after, Reach reach, String origin) {
    Instant now = clock.instant();
    OverviewQuery query = choice.query();
    Counts counts = Counts.of(overview.counts(query, reach), choice);
    boolean glance = choice.isWhole() && after == null && counts.total() > 0;
    List<OverviewRow> rows =
        counts.total() == 0 ? List.of() : overview.page(query, reach, after, PAGE + 1);
    List<OverviewRow> kept = rows.size() > PAGE ? rows.subList(0, PAGE) : rows;
    return new OverviewPage(
        origin,
        choice,
        notices.read(reach, now),
        counts,
        glance ? board(choice, reach, now) : null,
        withDays(kept, now),
        rows.size() > PAGE ? choice.href(Place.encode(kept.get(PAGE - 1).place())) : null,
        after != null);
  }

  private Board board(OverviewChoice choice, Reach reach, Instant now) {
    OverviewQuery labelled = choice.ofLabels().query();
    return new Board(
        items(overview.newest(choice.inState("down").query(), reach, DOWN), now),
        items(overview.newest(choice.inState("degraded").query(), reach, FEW), now),
        items(overview.slowest(labelled, reach, FEW), now),
        items(overview.expiring(labelled, reach, EXPIRING_WITHIN, FEW), now));
  }

  private static List<OverviewItem> items(List<OverviewRow> rows, Instant now) {
    return rows.stream().map(row -> OverviewItem.of(row, null, null, now)).toList();
  }

  private List<OverviewItem> withDays(List<OverviewRow> rows, Instant now) {
    List<Long> ids = rows.stream().map(row -> row.endpoint().number()).toList();
    Map<Long, LastDay> days = ids.isEmpty() ? Map.of() : overview.lastDays(rows);
    Map<Long, CheckSummary> latest = ids.isEmpty() ? Map.of() : checks.latest(ids);
    return rows.stream()
        .map(
            row -> {
              CheckSummary check = latest.get(row.endpoint().number());
              return OverviewItem.of(
                  row, days.get(row.endpoint().number()), check == null ? null : check.at(), now);
            })
        .toList();
  }
}
