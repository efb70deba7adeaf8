package io.probity.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** The figures of a scenario as a Markdown table, and what must not have happened. */
final class Report {
  private static final int SHOWN = 20;

  private final String scenario;
  private final List<String> rows = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  Report(String scenario) {
    this.scenario = scenario;
  }

  void row(String what, Object value) {
    rows.add("| %s | %s |".formatted(what, value));
  }

  void row(String what, Duration time) {
    row(what, "%.1f s".formatted(time.toMillis() / 1e3));
  }

  /** Median, 99th percentile and the greatest of some milliseconds. */
  void millis(String what, Collection<? extends Number> values) {
    double[] sorted = values.stream().mapToDouble(Number::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      row(what, "none");
      return;
    }
    row(
        what + ", p50 / p99 / max",
        "%.0f / %.0f / %.0f ms"
            .formatted(
                sorted[sorted.length / 2],
                sorted[(int) Math.ceil(sorted.length * 0.99) - 1],
                sorted[sorted.length - 1]));
  }

  void fault(String what) {
    faults.add(what);
  }

  void faults(Collection<String> some) {
    faults.addAll(some);
  }

  boolean isFine() {
    return faults.isEmpty();
  }

  /** Prints it and keeps it in {@code target/bench/<scenario>.md}. */
  void print() throws IOException {
    row("violations", faults.size());
    List<String> lines =
        Stream.of(
                List.of("| " + scenario + " | |", "|---|---|"),
                rows,
                faults.stream().limit(SHOWN).map(each -> "- " + each).toList())
            .flatMap(Collection::stream)
            .toList();
    Path file = Path.of("target/bench", scenario + ".md");
    Files.createDirectories(file.getParent());
    Files.write(file, lines);
    lines.forEach(System.out::println);
  }
}
