package io.probity.endpoint;

import java.util.UUID;

/** Which shard an endpoint belongs to. */
public final class Shards {
  private static final int COUNT = 1024;

  private Shards() {}

  /**
   * The shard of an endpoint, 0 to 1023: a hash of its public id that never changes. The random
   * bits of a UUIDv7 alone would do, but ids of other versions are spread evenly too.
   */
  public static int of(UUID publicId) {
    long h = publicId.getMostSignificantBits() * 31 + publicId.getLeastSignificantBits();
    h = (h ^ h >>> 32) * 0x9E3779B97F4A7C15L;
    return (int) (h >>> 54);
  }
}
