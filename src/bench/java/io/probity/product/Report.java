package io.probity.product;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All figures as Markdown, and the cost of a check as a drawing. Kept in {@code target/bench}
 * whenever something is added, so that what was measured survives a fault in what follows.
 */
final class Report {
  private static final Path DIRECTORY = Path.of("target/bench");
  private static final String HEADER =
      """
      | scenario | endpoints | checks/s | CPU µs per check = JVM + PostgreSQL [min..max] | goal | server's µs | ratio to it | goal | lag ms p50 / p99 / max | skipped | stored of planned | not up | PSS MiB JVM + PostgreSQL (RSS) |
      |---|---|---|---|---|---|---|---|---|---|---|---|---|""";

  private final String machine;
  private final List<String> rows = new ArrayList<>();
  private final Map<String, List<String>> tables = new LinkedHashMap<>();
  private final Map<String, Figures> figures = new LinkedHashMap<>();
  private final CostPlot plot = new CostPlot();

  /**
   * An empty report.
   *
   * @param machine what it was measured on
   */
  Report(String machine) {
    this.machine = machine;
  }

  /** Adds a row to the first table, and a bar to the drawing. */
  void add(Figures found, Goal goal) throws IOException {
    figures.put(found.name(), found);
    rows.add(found.row(goal));
    plot.add(new CostPlot.Bar(found.name(), found.median().all(), goal.micros(), false));
    keep();
  }

  /** Adds what something else takes for a check. */
  void addPeer(String name, double micros) throws IOException {
    plot.add(new CostPlot.Bar(name, micros, 0, true));
    keep();
  }

  /** What an earlier scenario of this run has found. */
  Optional<Figures> found(String scenario) {
    return Optional.ofNullable(figures.get(scenario));
  }

  /** Adds a row to the table of a scenario. */
  void add(String scenario, String what, String measured, String goal) throws IOException {
    table(scenario, "| %s | measured | goal |\n|---|---|---|".formatted(scenario))
        .add("| %s | %s | %s |".formatted(what, measured, goal));
    keep();
  }

  /** Adds lines as they are. */
  void add(String scenario, List<String> lines) throws IOException {
    table(scenario, "").addAll(lines);
    keep();
  }

  private List<String> table(String scenario, String header) {
    return tables.computeIfAbsent(scenario, name -> new ArrayList<>(List.of(header)));
  }

  private void keep() throws IOException {
    Files.createDirectories(DIRECTORY);
    Files.writeString(DIRECTORY.resolve("product.md"), text());
    Files.writeString(DIRECTORY.resolve("product.svg"), plot.draw(machine));
  }

  /** All of it. */
  String text() {
    List<String> lines = new ArrayList<>(List.of(machine, ""));
    if (!rows.isEmpty()) {
      lines.add(HEADER);
      lines.addAll(rows);
      lines.add("");
    }
    for (List<String> each : tables.values()) {
      lines.addAll(each);
      lines.add("");
    }
    return String.join("\n", lines);
  }
}
