package io.probity.convert;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Makes keys out of names, each once. Not thread-safe. */
final class Keys {
  private static final int MAX_LENGTH = 63;

  /** Leaves room for a number. */
  private static final int MAX_STEM = 56;

  private final Set<String> given = new HashSet<>();

  /** A key for a name: the same names in the same order get the same keys. */
  String of(String name) {
    String stem =
        Normalizer.normalize(name, Normalizer.Form.NFD)
            .toLowerCase(Locale.ROOT)
            .replaceAll("\\p{M}+", "")
            .replaceAll("[^a-z0-9_.]+", "-")
            .replaceAll("^[^a-z0-9]+|-+$", "");
    String key =
        stem.isEmpty() ? "endpoint" : stem.substring(0, Math.min(stem.length(), MAX_LENGTH));
    for (int number = 2; !given.add(key); number++) {
      key = stem.substring(0, Math.min(stem.length(), MAX_STEM)) + "-" + number;
    }
    return key;
  }
}
