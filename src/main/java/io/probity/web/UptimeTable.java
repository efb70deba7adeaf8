package io.probity.web;

import io.probity.history.UptimeReport;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** How an endpoint fared over windows, and day by day. */
public record UptimeTable(List<Row> rows, List<Day> days, String daysText) {
  /** Units of width of a day with the gap beside it, and of the whole height. */
  private static final int STEP = 10;

  private static final int HEIGHT = 32;
  private static final int LEAST = 6;
  private static final BigDecimal POOR = new BigDecimal("0.99");

  /**
   * A window.
   *
   * @param state the colour of its uptime, empty: none
   * @param accounting how long it was in which state; together that is the window
   */
  public record Row(
      String window,
      String state,
      String uptime,
      String coverage,
      String down,
      int incidents,
      String mttr,
      String mtbf,
      String accounting) {}

  /**
   * A day, UTC.
   *
   * @param state what most of it was
   * @param downY where its time down begins, from above
   * @param downHeight 0: it was not down
   */
  public record Day(int x, String state, int downY, int downHeight, String text) {}

  /** A window with its name. */
  record Window(String name, UptimeReport report) {}

  /**
   * The table.
   *
   * @param first the day of the first of {@code days}
   */
  static UptimeTable of(List<Window> windows, Instant first, List<UptimeReport> days) {
    LocalDate date = first.atZone(ZoneOffset.UTC).toLocalDate();
    List<Day> strip = new ArrayList<>();
    long down = 0;
    for (UptimeReport day : days) {
      down += day.downSeconds().signum();
      strip.add(day(strip.size(), date.plusDays(strip.size()), day));
    }
    String text = "The last " + days.size() + " days: " + daysDown(down) + ".";
    return new UptimeTable(windows.stream().map(UptimeTable::row).toList(), strip, text);
  }

  private static String daysDown(long down) {
    return down == 0 ? "down on none" : down == 1 ? "down on one" : "down on " + down;
  }

  private static Row row(Window window) {
    UptimeReport report = window.report();
    return new Row(
        window.name(),
        state(report.uptime()),
        EndpointWords.percent(report.uptime()),
        EndpointWords.percent(report.coverage()),
        EndpointWords.span(report.downSeconds()),
        report.incidents(),
        EndpointWords.span(report.mttrSeconds()),
        EndpointWords.span(report.mtbfSeconds()),
        accounting(report));
  }

  private static String accounting(UptimeReport report) {
    StringJoiner parts = new StringJoiner(", ");
    part(parts, "up", report.upSeconds());
    part(parts, "degraded", report.degradedSeconds());
    part(parts, "down", report.downSeconds());
    part(parts, "in maintenance", report.maintenanceSeconds());
    part(parts, "paused", report.pausedSeconds());
    part(parts, "unknown", report.unknownSeconds());
    return parts.toString();
  }

  private static void part(StringJoiner parts, String state, BigDecimal seconds) {
    if (seconds.signum() > 0) {
      parts.add(state + " " + EndpointWords.exactly(seconds));
    }
  }

  private static String state(@Nullable BigDecimal uptime) {
    if (uptime == null) {
      return "unknown";
    }
    if (uptime.compareTo(BigDecimal.ONE) == 0) {
      return "up";
    }
    return uptime.compareTo(POOR) < 0 ? "down" : "";
  }

  private static Day day(int number, LocalDate date, UptimeReport report) {
    BigDecimal down = report.downSeconds();
    BigDecimal observed = report.upSeconds().add(report.degradedSeconds()).add(down);
    int height =
        down.signum() == 0
            ? 0
            : Math.max(LEAST, (int) (HEIGHT * down.doubleValue() / observed.doubleValue()));
    String uptime =
        report.uptime() == null
            ? "not observed"
            : EndpointWords.percent(report.uptime())
                + (down.signum() == 0 ? "" : ", down for " + EndpointWords.span(down));
    return new Day(number * STEP, state(report), HEIGHT - height, height, date + ": " + uptime);
  }

  private static String state(UptimeReport report) {
    if (report.uptime() != null) {
      return report.degradedSeconds().compareTo(report.upSeconds()) > 0 ? "degraded" : "up";
    }
    if (report.maintenanceSeconds().signum() > 0) {
      return "maintenance";
    }
    return report.pausedSeconds().signum() > 0 ? "paused" : "unknown";
  }
}
