package io.probity.product;

import java.time.Duration;

/** A load that stays as it is. */
final class SteadyScenario implements Scenario {
  private final String name;
  private final Load load;
  private final Goal goal;

  SteadyScenario(String name, Load load, Goal goal) {
    this.name = name;
    this.load = load;
    this.goal = goal;
  }

  @Override
  public void run(Stage stage) throws Exception {
    Load smaller =
        new Load(stage.settings().endpoints(load.endpoints()), load.interval(), load.isFresh());
    try (Product product = stage.product()) {
      product.register(smaller, 0, false);
      Duration warm = stage.settings().warm();
      Duration twice = load.interval().multipliedBy(2);
      Thread.sleep((warm.compareTo(twice) > 0 ? warm : twice).toMillis());
      stage.report().add(stage.measure(name, product, smaller), goal);
    }
  }
}
