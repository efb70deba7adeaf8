package io.probity.web;

import io.probity.history.FailurePoint;
import io.probity.history.LatencyPhase;
import io.probity.history.LatencyPoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The chart of latency and failures: what it can show, and the same in a coarse table.
 *
 * @param window of the chart, such as {@code 24h}
 * @param phase as the API calls it
 * @param step of the table, in words
 */
public record LatencyChart(
    String window,
    String phase,
    String phaseName,
    long seconds,
    List<Tab> windows,
    List<Tab> phases,
    String step,
    List<Row> rows) {

  /** A link to another view. */
  public record Tab(String name, String query, boolean current) {}

  /** A step of the table. */
  public record Row(
      Moment at, long checks, String p50, String p95, String p99, String max, String failures) {}

  /** A window that can be chosen, and the step of its table. */
  enum Window {
    DAY("24h", Duration.ofDays(1), Duration.ofHours(1)),
    WEEK("7d", Duration.ofDays(7), Duration.ofHours(6)),
    MONTH("30d", Duration.ofDays(30), Duration.ofDays(1)),
    QUARTER("90d", Duration.ofDays(90), Duration.ofDays(3));

    private final String text;
    private final Duration length;
    private final Duration step;

    Window(String text, Duration length, Duration step) {
      this.text = text;
      this.length = length;
      this.step = step;
    }

    Duration length() {
      return length;
    }

    Duration step() {
      return step;
    }

    static Window of(String text) {
      return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst().orElse(DAY);
    }
  }

  /** The phase asked for; all of them together where nothing sensible is. */
  static LatencyPhase phase(CheckQuery query) {
    return LatencyPhase.ofWireName(query.phase()).orElse(LatencyPhase.TOTAL);
  }

  static LatencyChart of(
      CheckQuery query,
      Duration step,
      List<LatencyPoint> latencies,
      List<FailurePoint> failures,
      Instant now) {
    Window window = Window.of(query.window());
    LatencyPhase phase = phase(query);
    List<Tab> windows =
        Arrays.stream(Window.values())
            .map(each -> new Tab(each.text, query.chart(each.text, query.phase()), each == window))
            .toList();
    List<Tab> phases =
        ordered()
            .map(
                each ->
                    new Tab(
                        name(each), query.chart(query.window(), each.wireName()), each == phase))
            .toList();
    List<Row> rows = new ArrayList<>();
    for (int i = latencies.size() - 1; i >= 0; i--) {
      rows.add(row(latencies.get(i), failures.get(i), now));
    }
    return new LatencyChart(
        window.text,
        phase.wireName(),
        name(phase),
        window.length.toSeconds(),
        windows,
        phases,
        Moment.span(step),
        rows);
  }

  private static Stream<LatencyPhase> ordered() {
    return Stream.concat(
        Stream.of(LatencyPhase.TOTAL),
        Arrays.stream(LatencyPhase.values()).filter(each -> each != LatencyPhase.TOTAL));
  }

  private static String name(LatencyPhase phase) {
    return switch (phase) {
      case FIRST_BYTE -> "first byte";
      case TLS -> "TLS";
      case DNS -> "DNS";
      default -> phase.wireName();
    };
  }

  private static Row row(LatencyPoint latency, FailurePoint failure, Instant now) {
    return new Row(
        Moment.of(latency.at(), now),
        failure.verdicts().values().stream().mapToLong(Long::longValue).sum(),
        EndpointWords.millis(latency.p50Ms()),
        EndpointWords.millis(latency.p95Ms()),
        EndpointWords.millis(latency.p99Ms()),
        EndpointWords.millis(latency.maxMs()),
        Optional.of(
                failure.classes().entrySet().stream()
                    .map(each -> each.getKey().wireName() + " " + each.getValue())
                    .collect(Collectors.joining(", ")))
            .filter(text -> !text.isEmpty())
            .orElse(EndpointWords.NONE));
  }
}
