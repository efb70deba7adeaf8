package io.probity.web;

import io.probity.history.LastDay;
import io.probity.history.LastDay.Stretch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The last 24 hours as a strip, of which an hour is ten units wide.
 *
 * @param bars from left to right
 * @param words what the strip shows
 */
public record Strip(List<Bar> bars, String uptime, String words) {
  /** The width of the strip. */
  public static final int WIDTH = 240;

  private static final double NARROWEST = 1.5;
  private static final List<String> TOLD = List.of("down", "degraded", "unknown", "maintenance");

  /** One state, as numbers for SVG. */
  public record Bar(String state, String x, String width) {}

  static Strip of(LastDay day) {
    double whole = Duration.between(day.from(), day.until()).toMillis();
    List<Bar> bars = new ArrayList<>();
    Map<String, Duration> lengths = new TreeMap<>();
    for (Stretch each : day.stretches()) {
      Duration length = Duration.between(each.from(), each.until());
      lengths.merge(each.state(), length, Duration::plus);
      double width = WIDTH * length.toMillis() / whole;
      // An outage of a minute must not be too narrow to be seen.
      double shown = TOLD.contains(each.state()) ? Math.max(NARROWEST, width) : width;
      double x = Math.min(WIDTH * since(day.from(), each.from()) / whole, WIDTH - shown);
      bars.add(new Bar(each.state(), number(x), number(shown)));
    }
    // What is bad is drawn last, over its neighbours.
    bars.sort((one, other) -> Boolean.compare(isTold(one), isTold(other)));
    String uptime = Figures.percent(day.uptime());
    return new Strip(List.copyOf(bars), uptime, words(uptime, lengths));
  }

  private static boolean isTold(Bar bar) {
    return TOLD.contains(bar.state());
  }

  private static double since(Instant from, Instant at) {
    return Duration.between(from, at).toMillis();
  }

  private static String words(String uptime, Map<String, Duration> lengths) {
    List<String> words = new ArrayList<>();
    if (!uptime.equals(Figures.NONE)) {
      words.add(uptime + " up");
    }
    for (String state : TOLD) {
      if (lengths.containsKey(state)) {
        words.add(state + " " + Moment.span(lengths.get(state)));
      }
    }
    if (lengths.containsKey("paused")) {
      words.add("paused " + Moment.span(lengths.get("paused")));
    }
    return words.isEmpty() ? "nothing is known yet" : String.join("; ", words);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
