package io.probity.probe.http;

import io.probity.probe.Timings;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Adds up how long the phases of an attempt took, over all its hops; a phase that failed counts
 * until it failed. Instants are readings of {@link System#nanoTime()}. Loop-confined.
 */
final class PhaseTimes {
  /** The phases, in the order of {@link Timings}. */
  enum Part {
    DNS,
    CONNECT,
    TLS,
    WRITE,
    FIRST_BYTE,
    TRANSFER
  }

  private static final int PARTS = Part.values().length;

  private final long startedAt;
  private final long[] nanos = new long[PARTS];
  private int happened;
  private @Nullable Part current;
  private @Nullable Part latest;
  private long currentSince;
  private long excluded;

  PhaseTimes(long startedAt) {
    this.startedAt = startedAt;
  }

  /** Ends the current phase, if any, and begins another. */
  void begin(Part part, long now) {
    end(now);
    current = part;
    latest = part;
    currentSince = now;
  }

  /** Ends the current phase, if any. */
  void end(long now) {
    if (current != null) {
      add(current, now - currentSince);
      current = null;
    }
  }

  /** Milliseconds since the current phase began, 0 if there is none. */
  long currentMillis(long now) {
    return current == null ? 0 : (now - currentSince) / 1_000_000;
  }

  /** The phase that began last, null before the first. */
  @Nullable Part latest() {
    return latest;
  }

  /** Adds what resolving took in microseconds, negative: nobody was asked. */
  void resolved(long micros) {
    if (micros >= 0) {
      add(Part.DNS, TimeUnit.MICROSECONDS.toNanos(micros));
    }
  }

  void add(Part part, long addedNanos) {
    nanos[part.ordinal()] += Math.max(0, addedNanos);
    happened |= 1 << part.ordinal();
  }

  /** Takes time that was not spent on the target out of the total. */
  void exclude(long nanos) {
    excluded += nanos;
  }

  /** The sums, with the attempt ending now. */
  Timings finish(long now) {
    end(now);
    return new Timings(
        micros(Part.DNS),
        micros(Part.CONNECT),
        micros(Part.TLS),
        micros(Part.WRITE),
        micros(Part.FIRST_BYTE),
        micros(Part.TRANSFER),
        toMicros(now - startedAt - excluded));
  }

  private int micros(Part part) {
    return (happened & 1 << part.ordinal()) == 0 ? Timings.NONE : toMicros(nanos[part.ordinal()]);
  }

  private static int toMicros(long nanos) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(0, nanos) / 1_000);
  }
}
