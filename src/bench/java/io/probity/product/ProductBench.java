package io.probity.product;

import io.probity.acceptance.Options;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the packaged program costs with its database, how much it can do, and what others take for
 * the same. Arguments are scenarios, all of them if there is none, and settings as {@code
 * name=value}; see deploy/BENCHMARKS.md.
 */
public final class ProductBench {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
  private static final Map<String, Scenario> SCENARIOS = scenarios();

  private ProductBench() {}

  private static Map<String, Scenario> scenarios() {
    Map<String, Scenario> all = new LinkedHashMap<>();
    steady(all, "pooled-10s", Load.pooled(1000, TEN_SECONDS), new Goal(250, 3));
    steady(all, "pooled-dense", Load.pooled(2000, SECOND), new Goal(80, 3));
    steady(all, "fresh-10s", Load.fresh(1000, TEN_SECONDS), new Goal(1300, 1.8));
    steady(all, "fresh-dense", Load.fresh(500, SECOND), new Goal(800, 1.8));
    all.put(HighestScenario.NAME, new HighestScenario());
    all.put(OverloadScenario.NAME, new OverloadScenario());
    all.put(
        "memory",
        new MemoryScenario(
            "memory", Load.pooled(10_000, TEN_SECONDS), Settings::settle, "≤ 550 MiB"));
    all.put(
        "many",
        new MemoryScenario(
            "many", Load.pooled(100_000, Duration.ofSeconds(300)), Settings::first, "≤ 1,024 MiB"));
    all.put(StartScenario.NAME, new StartScenario());
    all.put(AlertsScenario.NAME, new AlertsScenario());
    all.put(ApiScenario.NAME, new ApiScenario());
    all.put(PeersScenario.NAME, new PeersScenario());
    all.put(TargetsScenario.NAME, new TargetsScenario());
    return all;
  }

  private static void steady(Map<String, Scenario> all, String name, Load load, Goal goal) {
    all.put(name, new SteadyScenario(name, load, goal));
  }

  /** Prints its tables, and keeps them and a drawing in {@code target/bench}. */
  public static void main(String[] args) throws Exception {
    List<String> options = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (String word : args) {
      (word.contains("=") ? options : names).add(word);
    }
    if (!SCENARIOS.keySet().containsAll(names)) {
      throw new IllegalArgumentException("the scenarios are " + SCENARIOS.keySet());
    }
    Settings settings = Settings.of(new Options(options));
    Report report = new Report(Machine.describe());
    boolean isFine = run(names.isEmpty() ? all() : names, settings, report);
    System.out.println(report.text());
    System.exit(isFine ? 0 : 1); // the loops' threads are no daemons
  }

  /** Those that measure. */
  private static List<String> all() {
    return SCENARIOS.keySet().stream().filter(name -> !name.equals(TargetsScenario.NAME)).toList();
  }

  /** Each of them, whatever became of the one before. */
  private static boolean run(List<String> names, Settings settings, Report report)
      throws Exception {
    boolean isFine = true;
    try (Stage stage = new Stage(settings, report)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(stage), "end of the benchmark"));
      for (String name : names) {
        if (stage.isClosed()) {
          break;
        }
        System.err.println(name);
        try {
          SCENARIOS.get(name).run(stage);
        } catch (Exception | AssertionError e) {
          isFine = false;
          if (stage.isClosed()) {
            break;
          }
          e.printStackTrace();
          String reason = e.toString().lines().findFirst().orElseThrow();
          report.add(name, "ended early", reason, "");
        }
      }
    }
    return isFine;
  }

  private static void end(Stage stage) {
    try {
      stage.close();
    } catch (Exception e) {
      e.printStackTrace();
    }
  }
}
