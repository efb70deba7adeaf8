package io.probity.alert;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** Counts events by type. Thread-safe. */
final class EventMetrics {
  private final Map<EventType, Counter> types = new EnumMap<>(EventType.class);

  EventMetrics(MeterRegistry registry) {
    for (EventType type : EventType.values()) {
      types.put(
          type,
          Counter.builder("probity.events")
              .description("Events put into the outbox; again where that had to be repeated")
              .tag("type", type.wireName())
              .register(registry));
    }
  }

  /** An event is about to be stored: its transaction may still fail and be repeated. */
  void published(Event event) {
    Counter counter = types.get(event.type());
    if (counter != null) {
      counter.increment();
    }
  }
}
