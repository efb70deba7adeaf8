package io.probity.probe;

import java.util.Map;

/**
 * What went wrong.
 *
 * @param cls the class, from typed facts
 * @param detail one sentence with the concrete values
 * @param evidence small JSON-like values (strings, numbers, booleans, lists, maps; at most 4 KiB as
 *     JSON), no secrets
 */
public record Failure(FailureClass cls, String detail, Map<String, Object> evidence) {
  /** A failure whose sentence says it all. */
  public static Failure of(FailureClass cls, String detail) {
    return new Failure(cls, detail, Map.of());
  }

  /** The same without what supports it. */
  public Failure withoutEvidence() {
    return evidence.isEmpty() ? this : of(cls, detail);
  }
}
