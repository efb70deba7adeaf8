package io.probity.alert;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Says in the log and in the metrics what becomes of deliveries: ids only, never bodies. */
@Singleton
final class SendingLog {
  private static final Logger LOG = Logger.getLogger("io.probity.alert.deliveries");
  private static final String ATTEMPTS = "probity.alert.attempts";

  private final MeterRegistry meters;

  @Inject
  SendingLog(MeterRegistry meters) {
    this.meters = meters;
  }

  void settled(Outcome outcome) {
    Claimed claimed = outcome.claimed();
    String what =
        "%s %s to channel %s, attempt %d"
            .formatted(
                claimed.eventType(), claimed.eventId(), claimed.channel(), claimed.attempt());
    meters.counter(ATTEMPTS, "outcome", outcome.state().wireName()).increment();
    switch (outcome.state()) {
      case DELIVERED -> LOG.infof("delivered %s", what);
      case PENDING ->
          LOG.warnf("not delivered yet: %s: %s", what, DeliveryPolicy.complaint(outcome.result()));
      case DEAD -> LOG.errorf("given up: %s: %s", what, DeliveryPolicy.complaint(outcome.result()));
    }
    if (outcome.gone()) {
      LOG.warnf("channel %s is disabled: its receiver answered 410", claimed.channel());
    }
  }

  void heldBack(int count) {
    if (count > 0) {
      meters.counter(ATTEMPTS, "outcome", "held_back").increment(count);
    }
  }
}
