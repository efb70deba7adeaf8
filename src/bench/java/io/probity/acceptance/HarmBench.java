package io.probity.acceptance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Hurts the packaged program and counts what is lost. The first argument names a scenario, the
 * others are its options as {@code name=value}; see CONTRIBUTING. Ends with 1 where something that
 * must hold does not.
 */
public final class HarmBench {
  /** One way to hurt it. */
  interface Scenario {
    /** Runs it over an empty directory, and puts figures and faults into the report. */
    void run(Options options, Path data, Report report) throws Exception;
  }

  private static final Map<String, Scenario> SCENARIOS =
      Map.of(
          "crash", new CrashBench(),
          "crowd", new CrowdBench(),
          "storm", new StormBench(),
          "database-away", new DatabaseAwayBench(),
          "latency", new LatencyBench(),
          "network-cut", new NetworkCutBench(),
          "pages", new PageBench(),
          "replicas", new ReplicasBench());

  private HarmBench() {}

  public static void main(String[] args) throws Exception {
    Scenario scenario = args.length == 0 ? null : SCENARIOS.get(args[0]);
    if (scenario == null) {
      throw new IllegalArgumentException("name one of " + SCENARIOS.keySet());
    }
    List<String> words = new ArrayList<>(List.of(args));
    Report report = new Report(words.remove(0));
    Path data = Files.createTempDirectory("probity-harm");
    try {
      scenario.run(new Options(words), data.resolve("data"), report);
    } catch (Throwable e) {
      e.printStackTrace();
      report.fault("ended early: " + e);
    }
    report.print();
    System.exit(report.isFine() ? 0 : 1);
  }
}
