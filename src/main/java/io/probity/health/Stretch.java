package io.probity.health;

import java.time.Instant;

/** A stretch of time from its first instant to the one after its last. */
public record Stretch(Instant from, Instant until) {
  /** Whether an instant lies in it. */
  public boolean covers(Instant at) {
    return !at.isBefore(from) && at.isBefore(until);
  }
}
