package io.probity;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Entry point of the packaged program. */
@QuarkusMain
public final class Main {
  private Main() {}

  /** Starts Probity and returns when it has shut down. */
  public static void main(String... args) {
    Quarkus.run(args);
  }
}
