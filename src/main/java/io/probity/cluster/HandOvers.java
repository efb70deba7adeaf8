package io.probity.cluster;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the shards that change hands, as this replica sees it. Thread-safe. */
@Singleton
final class HandOvers {
  private final Map<Reason, Counter> shards = new EnumMap<>(Reason.class);
  private final AtomicInteger members = new AtomicInteger();

  /** Why a shard is held, or no more. */
  enum Reason {
    /** Nobody living held it. */
    TAKEN,
    /** It was more than an equal share. */
    SHARED,
    /** This replica is impaired and another is not. */
    IMPAIRED,
    /** Somebody else took it while the lease had run out. */
    LOST,
    /** This replica stops. */
    LEFT
  }

  HandOvers(MeterRegistry registry) {
    for (Reason reason : Reason.values()) {
      shards.put(
          reason,
          Counter.builder("probity.cluster.handovers")
              .description("Shards that this replica took, gave away or lost, by reason")
              .tag("reason", reason.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    Gauge.builder("probity.cluster.members", members, AtomicInteger::get)
        .description("Replicas that probe, by the last renewal of this one's lease; 0: none yet")
        .register(registry);
  }

  void count(Reason reason, int some) {
    Counter counter = shards.get(reason);
    if (counter != null && some > 0) {
      counter.increment(some);
    }
  }

  void members(int living) {
    members.set(living);
  }
}
