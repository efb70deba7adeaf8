package io.probity.web;

import io.probity.access.Role;
import io.probity.history.LastDay;
import io.probity.history.LastDay.Stretch;
import io.probity.history.OverviewPlace;
import io.probity.history.OverviewRow;
import io.probity.history.SummaryEndpoint;
import io.probity.testing.Samples;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it takes to turn what the database said into the overview, with 100 endpoints. */
@State(Scope.Thread)
public class OverviewMicroBench {
  private static final int ENDPOINTS = 100;
  private static final Instant NOW = Samples.AT;

  private final Templates templates = new Templates(new Assets());
  private final Frame frame =
      Frame.of("Overview", "overview", new Viewer("ops", Role.ADMIN, true))
          .styled("overview.css")
          .scripted("overview.js")
          .live("?types=state");
  private final List<OverviewRow> rows = rows();
  private final LastDay day = day();

  private static List<OverviewRow> rows() {
    List<OverviewRow> rows = new ArrayList<>();
    for (int i = 0; i < ENDPOINTS; i++) {
      rows.add(
          new OverviewRow(
              new SummaryEndpoint(
                  i,
                  new UUID(7, i),
                  "service-" + i,
                  "Service " + i,
                  "up",
                  NOW.minus(Duration.ofDays(12)),
                  null,
                  NOW.plus(Duration.ofDays(60)),
                  NOW.minus(Duration.ofDays(90)),
                  Duration.ofSeconds(75)),
              new OverviewPlace(5, "service " + i, i),
              "https://service-" + i + ".example.com/health",
              List.of("env:prod", "team:payments"),
              false,
              null,
              null,
              new BigDecimal("64.2")));
    }
    return rows;
  }

  private static LastDay day() {
    Instant from = NOW.minus(Duration.ofDays(1));
    Instant dip = from.plus(Duration.ofHours(5));
    return new LastDay(
        from,
        NOW,
        List.of(
            new Stretch("up", from, dip),
            new Stretch("down", dip, dip.plusSeconds(180)),
            new Stretch("up", dip.plusSeconds(180), NOW)),
        new BigDecimal("0.997916"));
  }

  @Benchmark
  public String hundredEndpoints() {
    OverviewChoice all = OverviewChoice.of(List.of(), List.of(), "", "");
    List<OverviewItem> items =
        rows.stream().map(row -> OverviewItem.of(row, day, NOW.minusSeconds(12), NOW)).toList();
    return templates.render(
        "overview",
        frame,
        new OverviewPage(
            "https://probity.example.com",
            all,
            List.of(),
            new OverviewPage.Counts(ENDPOINTS, Map.of("up", ENDPOINTS), List.of()),
            new OverviewPage.Board(List.of(), List.of(), List.of(), List.of()),
            items,
            null,
            false));
  }
}
