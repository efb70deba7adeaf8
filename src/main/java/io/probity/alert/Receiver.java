package io.probity.alert;

import java.time.Instant;

/** What the sender remembers of one channel. Confined to the sender's tick. */
final class Receiver {
  private final ReceiverBreaker breaker = new ReceiverBreaker();
  private int inFlight;
  private Instant pausedUntil = Instant.MIN;

  ReceiverBreaker breaker() {
    return breaker;
  }

  void started() {
    inFlight++;
  }

  void finished() {
    inFlight--;
  }

  void pauseUntil(Instant until) {
    pausedUntil = until;
  }

  /** How many more may be sent to it now. */
  int free(int most, Instant now) {
    return now.isBefore(pausedUntil) ? 0 : most - inFlight;
  }

  /** Whether it needs no attention when the next are claimed. */
  boolean idle(Instant now) {
    return inFlight == 0 && !now.isBefore(pausedUntil);
  }
}
