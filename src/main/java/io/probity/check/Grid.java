package io.probity.check;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * The planned instants of an endpoint: {@code UNIX_EPOCH + offset + k·interval}. The schedule is
 * this function and nothing else; no row is written to schedule a check.
 */
public final class Grid {
  /** Offsets are multiples of this, so that checks due together start as one burst. */
  static final long SLOT_MILLIS = 100;

  private final long offsetMillis;
  private final long intervalMillis;

  private Grid(long offsetMillis, long intervalMillis) {
    this.offsetMillis = offsetMillis;
    this.intervalMillis = intervalMillis;
  }

  /**
   * The grid of an endpoint; the offset depends on its public id alone and stays when it is edited.
   */
  public static Grid of(UUID publicId, Duration interval) {
    long intervalMillis = interval.toMillis();
    long slots = Math.max(1, intervalMillis / SLOT_MILLIS);
    return new Grid(Math.floorMod(mix(publicId), slots) * SLOT_MILLIS, intervalMillis);
  }

  /** The first planned instant after {@code instant}. */
  public Instant after(Instant instant) {
    long sinceOffset = instant.toEpochMilli() - offsetMillis;
    long k = Math.floorDiv(sinceOffset, intervalMillis) + 1;
    return Instant.ofEpochMilli(offsetMillis + k * intervalMillis);
  }

  /**
   * Finalizer of MurmurHash3 (Appleby), over the random bits of the id: neighbours spread evenly.
   */
  private static long mix(UUID id) {
    long h = id.getMostSignificantBits() ^ id.getLeastSignificantBits();
    h ^= h >>> 33;
    h *= 0xff51afd7ed558ccdL;
    h ^= h >>> 33;
    h *= 0xc4ceb9fe1a85ec53L;
    return h ^ h >>> 33;
  }
}
