package io.probity.alert.webhook;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;

/** The number that Prometheus knows a set of labels by: FNV-1a over their sorted pairs. Pure. */
final class Fingerprint {
  private static final long OFFSET = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;
  private static final byte[] SEPARATOR = {(byte) 0xff};

  private Fingerprint() {}

  /** 16 hexadecimal digits. */
  static String of(SortedMap<String, String> labels) {
    long hash = OFFSET;
    for (Map.Entry<String, String> each : labels.entrySet()) {
      hash = add(hash, each.getKey().getBytes(StandardCharsets.UTF_8));
      hash = add(hash, SEPARATOR);
      hash = add(hash, each.getValue().getBytes(StandardCharsets.UTF_8));
      hash = add(hash, SEPARATOR);
    }
    return String.format("%016x", hash);
  }

  private static long add(long hash, byte[] bytes) {
    long sum = hash;
    for (byte each : bytes) {
      sum = (sum ^ (each & 0xff)) * PRIME;
    }
    return sum;
  }
}
