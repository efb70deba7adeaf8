package io.probity.product;

import io.probity.acceptance.HarmBench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** From a verdict to the webhook: one at a time, and all at once. Another benchmark does it. */
final class AlertsScenario implements Scenario {
  static final String NAME = "alerts";

  @Override
  public void run(Stage stage) throws Exception {
    int endpoints = stage.settings().endpoints(10_000);
    stage
        .report()
        .add(
            NAME,
            List.of(
                "Goals: verdict to webhook p99 ≤ 250 ms when idle; all delivered within 30 s.",
                ""));
    harm(stage, "latency", List.of("turns=100", "warm-up=20", "rate=2"));
    harm(stage, "storm", List.of("endpoints=" + endpoints, "interval=30"));
  }

  private static void harm(Stage stage, String scenario, List<String> options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(scenario));
    arguments.addAll(options);
    Path output = stage.scratch().resolve(scenario + ".log");
    try (Child child = stage.open(() -> Child.java(output, HarmBench.class.getName(), arguments))) {
      int code = child.await();
      if (code > 1) {
        throw new IllegalStateException(Files.readString(output));
      }
    }
    List<String> table =
        new ArrayList<>(Files.readAllLines(Path.of("target/bench", scenario + ".md")));
    table.add("");
    stage.report().add(NAME, table);
  }
}
