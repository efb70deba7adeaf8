package io.probity.alert;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counts what becomes of deliveries, by the format of the channel: there are few of them. Every
 * series is there from the start, so that the first dead letter is an increase. Thread-safe.
 */
final class DeliveryMetrics {
  private static final Duration[] BOUNDS = {
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30),
    Duration.ofMinutes(2),
    Duration.ofMinutes(15),
    Duration.ofHours(2)
  };

  /** A format that this version does not know. */
  private static final String OTHER = "_OTHER";

  private final Map<String, Map<String, Counter>> attempts = new HashMap<>();
  private final Map<String, Timer> toNotify = new HashMap<>();

  DeliveryMetrics(MeterRegistry registry) {
    for (ChannelFormat format : ChannelFormat.values()) {
      add(registry, format.wireName());
    }
    add(registry, OTHER);
  }

  private void add(MeterRegistry registry, String format) {
    Map<String, Counter> counters = new HashMap<>();
    for (String outcome : new String[] {"delivered", "retried", "dead", "gone", "held_back"}) {
      counters.put(
          outcome,
          Counter.builder("probity.alert.attempts")
              .description("Attempts to deliver, by format of the channel and what became of them")
              .tag("format", format)
              .tag("outcome", outcome)
              .register(registry));
    }
    attempts.put(format, counters);
    toNotify.put(
        format,
        Timer.builder("probity.time.to.notify")
            .description("Time from the decision on an event to the receiver's having it")
            .tag("format", format)
            .serviceLevelObjectives(BOUNDS)
            .register(registry));
  }

  /** An attempt was made. */
  void attempted(Outcome outcome) {
    count(
        outcome.claimed(),
        switch (outcome.state()) {
          case DELIVERED -> "delivered";
          case PENDING -> "retried";
          case DEAD -> outcome.gone() ? "gone" : "dead";
        });
  }

  /** An attempt was not made, as the receiver only fails. */
  void heldBack(Claimed claimed) {
    count(claimed, "held_back");
  }

  /** The receiver has a message. One that was asked for again counts from its event on, too. */
  void delivered(Outcome outcome) {
    Claimed claimed = outcome.claimed();
    Duration took = Duration.between(claimed.eventAt(), outcome.at());
    of(toNotify, claimed).record(took.isNegative() ? Duration.ZERO : took);
  }

  private void count(Claimed claimed, String outcome) {
    Counter counter = of(attempts, claimed).get(outcome);
    if (counter != null) {
      counter.increment();
    }
  }

  private static <T> T of(Map<String, T> byFormat, Claimed claimed) {
    String name = StoredChannel.format(claimed.channelConfig());
    @Nullable T known = byFormat.get(name);
    return known == null ? Objects.requireNonNull(byFormat.get(OTHER)) : known;
  }
}
