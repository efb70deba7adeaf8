package io.probity.history;

import java.time.Instant;

/** Instants as microseconds since 1970, the precision of the database. */
final class Micros {
  private static final long PER_SECOND = 1_000_000;

  private Micros() {}

  /** What is finer than a microsecond is cut off. */
  static long of(Instant at) {
    return Math.addExact(Math.multiplyExact(at.getEpochSecond(), PER_SECOND), at.getNano() / 1_000);
  }

  /** The first whole microsecond that is not before an instant. */
  static long ceiling(Instant at) {
    return of(at.plusNanos(999));
  }

  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * 1_000);
  }
}
