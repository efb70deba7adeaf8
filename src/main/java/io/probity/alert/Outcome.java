package io.probity.alert;

import io.probity.alert.DeliveryPolicy.Decision;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of an attempt, and what follows from it.
 *
 * @param at when it was over
 */
record Outcome(Claimed claimed, SendResult result, Decision decision, Instant at) {
  /** The state that the delivery is in from now on. */
  DeliveryState state() {
    if (decision instanceof Decision.Delivered) {
      return DeliveryState.DELIVERED;
    }
    return decision instanceof Decision.Retry ? DeliveryState.PENDING : DeliveryState.DEAD;
  }

  /** The receiver's answer, null: there was none. */
  SendResult.@Nullable Answered answer() {
    return result instanceof SendResult.Answered answered ? answered : null;
  }

  /** Whether the delivery is given up. */
  boolean dead() {
    return state() == DeliveryState.DEAD;
  }

  /** Whether the receiver wants nothing more. */
  boolean gone() {
    return decision instanceof Decision.Gone;
  }
}
