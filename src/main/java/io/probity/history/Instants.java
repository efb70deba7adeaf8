package io.probity.history;

import java.time.Instant;

/** The one or the other of two instants. */
final class Instants {
  private Instants() {}

  static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
