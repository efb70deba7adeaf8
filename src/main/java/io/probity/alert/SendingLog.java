package io.probity.alert;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;

/** Says in the log and in the metrics what becomes of deliveries: ids only, never bodies. */
@Singleton
final class SendingLog {
  private static final Logger LOG = Logger.getLogger("io.probity.alert.deliveries");

  private final DeliveryMetrics metrics;

  @Inject
  SendingLog(MeterRegistry meters) {
    metrics = new DeliveryMetrics(meters);
  }

  void settled(Outcome outcome) {
    Claimed claimed = outcome.claimed();
    String what =
        "%s %s to channel %s, attempt %d"
            .formatted(
                claimed.eventType(), claimed.eventId(), claimed.channel(), claimed.attempt());
    metrics.attempted(outcome);
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

  /** Takes an outcome that counts: not the late word on an attempt that others have repeated. */
  void stored(Outcome outcome) {
    if (outcome.state() == DeliveryState.DELIVERED) {
      metrics.delivered(outcome);
    }
  }

  void heldBack(List<Claimed> unsent) {
    unsent.forEach(metrics::heldBack);
  }
}
