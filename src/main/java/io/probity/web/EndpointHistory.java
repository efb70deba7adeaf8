package io.probity.web;

import io.probity.endpoint.Endpoint;
import io.probity.history.LatencyPhase;
import io.probity.history.Series;
import io.probity.history.SeriesWindow;
import io.probity.history.Uptime;
import io.probity.history.UptimePast;
import io.probity.history.UptimeReport;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What the page of an endpoint shows of its past in figures. Blocks. */
@Singleton
final class EndpointHistory {
  private static final Duration DAY = Duration.ofDays(1);
  private static final int STRIP_DAYS = 90;
  private static final List<Integer> WINDOWS = List.of(1, 7, 30, 90, 365);

  private final Series series;
  private final Uptime uptime;

  EndpointHistory(Series series, Uptime uptime) {
    this.series = series;
    this.uptime = uptime;
  }

  /** The chart and its table. */
  LatencyChart chart(Endpoint endpoint, CheckQuery query, Instant now) {
    LatencyChart.Window window = LatencyChart.Window.of(query.window());
    LatencyPhase phase = LatencyChart.phase(query);
    Instant from = now.minus(window.length());
    Duration step = step(window, phase, from);
    SeriesWindow steps = SeriesWindow.of(from, now, step);
    return LatencyChart.of(
        query,
        step,
        series.latency(endpoint, steps, phase).points(),
        series.failures(endpoint, steps).points(),
        now);
  }

  /** Longer windows are made of what is rolled up: single results may be too many, or gone. */
  private Duration step(LatencyChart.Window window, LatencyPhase phase, Instant from) {
    Duration rolled = Series.unit(phase);
    boolean single = window == LatencyChart.Window.DAY && series.leastStep(from, phase) == null;
    return single || window.step().compareTo(rolled) > 0 ? window.step() : rolled;
  }

  /** Uptime over the usual windows, and day by day. */
  UptimeTable uptime(Endpoint endpoint, Instant now) {
    UptimePast past = uptime.past(endpoint, now.minus(DAY.multipliedBy(Collections.max(WINDOWS))));
    List<UptimeTable.Window> windows = new ArrayList<>();
    for (int days : WINDOWS) {
      windows.add(
          new UptimeTable.Window(
              days == 1 ? "24 h" : days + " d",
              past.between(now.minus(DAY.multipliedBy(days)), now)));
    }
    Instant first = now.truncatedTo(ChronoUnit.DAYS).minus(DAY.multipliedBy(STRIP_DAYS - 1));
    List<UptimeReport> strip = new ArrayList<>();
    for (int day = 0; day < STRIP_DAYS; day++) {
      Instant begin = first.plus(DAY.multipliedBy(day));
      strip.add(past.between(begin, begin.plus(DAY)));
    }
    return UptimeTable.of(windows, first, strip);
  }
}
