package io.probity.access;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts what was shown and opened nothing. Thread-safe. */
@Singleton
class RefusedCredentials {
  /** What it was. */
  enum Reason {
    /** A Bearer token that is no key, or none that is usable. */
    KEY,
    /** A cookie of no session, or of one that is over. */
    SESSION,
    /** A log-in with a key that is unknown, revoked or expired. */
    LOG_IN,
    /** A log-in from an address that has failed too often: the key was not looked at. */
    TOO_MANY_LOG_INS
  }

  private final Map<Reason, Counter> counters = new EnumMap<>(Reason.class);

  RefusedCredentials(MeterRegistry registry) {
    for (Reason reason : Reason.values()) {
      counters.put(
          reason,
          Counter.builder("probity.authentication.refused")
              .description("Keys, sessions and log-ins that were refused")
              .tag("reason", reason.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  void count(Reason reason) {
    Counter counter = counters.get(reason);
    if (counter != null) {
      counter.increment();
    }
  }
}
