package io.probity.check;

import io.probity.probe.Failure;
import io.probity.probe.Observation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Guesses at the heap that evidence takes, in bytes; rather too much than too little. */
final class HeapGuess {
  private static final long OBJECT = 48;
  private static final long ENTRY = 96;

  /** A chain of three certificates with all that was found out about it. */
  private static final long TLS = 8192;

  private HeapGuess() {}

  static long of(@Nullable Failure failure) {
    return failure == null ? 0 : OBJECT + text(failure.detail()) + value(failure.evidence());
  }

  static long of(@Nullable Observation seen) {
    return seen == null
        ? 0
        : 6 * OBJECT
            + of(seen.check().failure())
            + (seen.tls() == null ? 0 : TLS)
            + value(seen.headers());
  }

  private static long text(String text) {
    return OBJECT + text.length();
  }

  private static long value(Object value) {
    if (value instanceof Map<?, ?> map) {
      return OBJECT
          + map.values().stream().mapToLong(each -> ENTRY + (each == null ? 0 : value(each))).sum();
    }
    if (value instanceof List<?> list) {
      return OBJECT + list.stream().mapToLong(each -> each == null ? 0 : value(each)).sum();
    }
    return value instanceof String text ? text(text) : OBJECT;
  }
}
