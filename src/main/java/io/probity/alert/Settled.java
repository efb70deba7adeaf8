package io.probity.alert;

import java.time.Instant;
import java.util.Optional;

/**
 * A sending that is over.
 *
 * @param result empty: nothing was sent, the receiver's breaker is open
 * @param overAtNanos when that was, as {@link System#nanoTime} tells it
 */
record Settled(Claimed claimed, Optional<SendResult> result, long overAtNanos) {
  /** One that is over just now. */
  static Settled now(Claimed claimed, Optional<SendResult> result) {
    return new Settled(claimed, result, System.nanoTime());
  }

  /** When it was over: it may have waited for the database since. */
  Instant overAt(Instant now) {
    return now.minusNanos(System.nanoTime() - overAtNanos);
  }
}
