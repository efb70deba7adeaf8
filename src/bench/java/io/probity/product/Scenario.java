package io.probity.product;

/** Something that is measured on a data directory of its own. */
interface Scenario {
  /** Puts what it finds into the stage's report. */
  void run(Stage stage) throws Exception;
}
