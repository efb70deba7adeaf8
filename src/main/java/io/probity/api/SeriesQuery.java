package io.probity.api;

import io.probity.endpoint.Durations;
import io.probity.endpoint.Endpoint;
import io.probity.history.LatencyPhase;
import io.probity.history.Series;
import io.probity.history.SeriesWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the window and the step of a series from the query of the URL. */
final class SeriesQuery {
  private static final Duration DEFAULT_WINDOW = Duration.ofHours(24);
  private static final Duration LEAST_STEP = Duration.ofSeconds(1);
  private static final int GOOD_STEPS = 400;
  private static final List<Duration> GOOD =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofHours(1),
          Duration.ofHours(3),
          Duration.ofHours(6),
          Duration.ofHours(12),
          Duration.ofDays(1),
          Duration.ofDays(7),
          Duration.ofDays(30));

  private final Series series;
  private final Instant now;

  SeriesQuery(Series series, Instant now) {
    this.series = series;
    this.now = now;
  }

  /**
   * The window asked for: by default the last 24 hours in steps that make a readable chart. What is
   * wrong goes to {@code query}, and then this throws {@link io.probity.endpoint.InvalidInput}.
   */
  SeriesWindow window(
      Query query,
      Endpoint endpoint,
      @Nullable String from,
      @Nullable String to,
      @Nullable String step,
      LatencyPhase phase) {
    Instant until = query.instant("to", to);
    Instant end = until == null ? now : until;
    Instant since = query.instant("from", from);
    Instant begin = since == null ? end.minus(DEFAULT_WINDOW) : since;
    if (!end.isAfter(begin)) {
      query.refuse("from", "Must be before `to`.");
    }
    Duration length = step(query, step);
    query.check();
    Duration least = series.leastStep(begin, phase);
    if (length == null) {
      length = good(begin, end, least, endpoint.spec().interval());
    }
    fits(query, begin, end, length, least);
    query.check();
    return SeriesWindow.of(begin, end, length);
  }

  private static @Nullable Duration step(Query query, @Nullable String text) {
    return query.named(
        "step",
        text,
        each -> Durations.parse(each).filter(step -> step.compareTo(LEAST_STEP) >= 0).orElse(null),
        "a duration of at least 1s, such as 5m");
  }

  private static void fits(
      Query query, Instant begin, Instant end, Duration step, @Nullable Duration least) {
    if (SeriesWindow.count(begin, end, step) > SeriesWindow.MAX_STEPS) {
      query.refuse(
          "step", "Must be longer: at most " + SeriesWindow.MAX_STEPS + " steps are answered.");
    } else if (least != null && step.toMillis() % least.toMillis() != 0) {
      query.refuse(
          "step",
          "Must be a multiple of %s: single results are not kept since `from`."
              .formatted(Durations.format(least)));
    } else if (step.compareTo(Duration.ofHours(1)) > 0 && step.toMillis() % 3_600_000 != 0) {
      query.refuse("step", "Must be a whole number of hours beyond one hour.");
    }
  }

  /** The finest of the usual steps that gives no more points than a chart shows. */
  private static Duration good(
      Instant begin, Instant end, @Nullable Duration least, Duration interval) {
    Duration floor = least != null && least.compareTo(interval) > 0 ? least : interval;
    return Stream.concat(GOOD.stream(), Stream.of(Duration.ofDays(365)))
        .filter(step -> step.compareTo(floor) >= 0)
        .filter(step -> SeriesWindow.count(begin, end, step) <= GOOD_STEPS)
        .findFirst()
        .orElse(Duration.ofDays(365));
  }
}
