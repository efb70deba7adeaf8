package io.probity.probe.http;

import io.probity.probe.Attempt;
import java.util.List;

/** Provokes one failure for real. */
@FunctionalInterface
interface Scenario {
  /**
   * What came of it.
   *
   * @param named what the failure's sentence has to name: the address, the limit, the name at fault
   */
  record Played(Attempt attempt, List<String> named) {}

  Played play(Stage stage) throws Exception;
}
