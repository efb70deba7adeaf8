package io.probity.db;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/**
 * Identifiers made here rather than by the server, because {@code uuidv7()} exists from PostgreSQL
 * 18 on only.
 */
public final class Ids {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Ids() {}

  /** A UUIDv7 (RFC 9562 section 5.7) of the given instant's millisecond. */
  public static UUID uuid7(Instant at) {
    long random = RANDOM.nextLong();
    long high = at.toEpochMilli() << 16 | 0x7000L | random & 0xFFFL;
    long low = RANDOM.nextLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L;
    return new UUID(high, low);
  }
}
