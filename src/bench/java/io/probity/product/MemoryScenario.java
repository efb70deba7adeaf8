package io.probity.product;

import java.time.Duration;
import java.util.function.Function;

/** Many endpoints: what they take of memory once everything has settled. */
final class MemoryScenario implements Scenario {
  private final String name;
  private final Load load;
  private final Function<Settings, Duration> wait;
  private final String goal;

  /**
   * A scenario.
   *
   * @param wait from registration to the first window
   * @param goal of memory, in words
   */
  MemoryScenario(String name, Load load, Function<Settings, Duration> wait, String goal) {
    this.name = name;
    this.load = load;
    this.wait = wait;
    this.goal = goal;
  }

  @Override
  public void run(Stage stage) throws Exception {
    Settings settings = stage.settings();
    Load smaller = Load.pooled(settings.endpoints(load.endpoints()), load.interval());
    try (Product product = stage.product()) {
      long began = System.nanoTime();
      product.register(smaller, 0, false);
      double seconds = (System.nanoTime() - began) / 1e9;
      Thread.sleep(wait.apply(settings).toMillis());
      Figures found = stage.measure(name, product, smaller);
      Report report = stage.report();
      report.add(found, Goal.NONE);
      report.add(name, "registration by the API", "%.1f s".formatted(seconds), "–");
      report.add(name, "PSS of JVM and PostgreSQL", "%.0f MiB".formatted(found.pss()), goal);
      report.add(name, "lag p50 / p99 / max", found.stored().lag() + " ms", "p99 < 1 s");
    }
  }
}
