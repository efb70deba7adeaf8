package io.probity.alert;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether this replica goes on delivering. Thread-safe. */
@Singleton
public final class DeliveryPulse {
  /** The loop turns each second; a turn blocks on the database for some seconds at most. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private volatile @Nullable Instant lastTurn;

  /** A turn of the loop went well. */
  void beat(Instant now) {
    lastTurn = now;
  }

  /** Whether there was a good turn lately. */
  public boolean isAlive(Instant now) {
    Instant last = lastTurn;
    return last != null && Duration.between(last, now).compareTo(PATIENCE) <= 0;
  }
}
