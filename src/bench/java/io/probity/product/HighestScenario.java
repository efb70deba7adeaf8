package io.probity.product;

import java.time.Duration;

/** The highest rate that is sustained: more and more endpoints until it is too much. */
final class HighestScenario implements Scenario {
  static final String NAME = "highest";

  private static final double LAG_MILLIS = 250;
  private static final Goal GOAL = new Goal(80, 3);

  @Override
  public void run(Stage stage) throws Exception {
    Settings settings = stage.settings();
    int registered = 0;
    double best = 0;
    try (Product product = stage.product()) {
      for (int step : settings.steps()) {
        Load load = Load.pooled(settings.endpoints(step), Duration.ofSeconds(1));
        product.register(load, registered, false);
        registered = load.endpoints();
        Thread.sleep(settings.warm().toMillis());
        Figures found = stage.measure("pooled, %,d/s".formatted(registered), product, load);
        stage.report().add(found, GOAL);
        if (!found.isComplete() || found.stored().lagP99() >= LAG_MILLIS) {
          break;
        }
        best = found.median().perSecond();
        stage.sustains(load.endpoints());
      }
    }
    stage
        .report()
        .add(
            NAME,
            "highest rate that was tried with lag p99 < 250 ms, none missed, all stored",
            "%,.0f/s".formatted(best),
            "≥ 6,000/s");
  }
}
