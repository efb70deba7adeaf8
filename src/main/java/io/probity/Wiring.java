package io.probity;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** What belongs to no feature: the clock. */
public final class Wiring {
  /** The one clock; tests put a settable one in its place. */
  @Produces
  @Singleton
  InstantSource clock() {
    return InstantSource.system();
  }
}
