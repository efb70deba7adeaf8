package io.probity.check;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.Set;

/** Meters for what happens with every check. */
public final class DirectMeters {
  private DirectMeters() {}

  /**
   * The registry behind a composite of one: its meters are not looked for among the composite's at
   * each count. Any other registry is itself.
   */
  public static MeterRegistry of(MeterRegistry registry) {
    if (registry instanceof CompositeMeterRegistry composite) {
      Set<MeterRegistry> members = composite.getRegistries();
      return members.size() == 1 ? of(members.iterator().next()) : registry;
    }
    return registry;
  }
}
