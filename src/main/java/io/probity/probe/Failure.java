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

  /**
   * A failure as it is stored. One of a class that only a newer version knows is told as {@link
   * FailureClass#MONITOR_INTERNAL}, with a sentence that says so.
   *
   * @param number of the class
   * @param detail empty where only the class was read
   */
  public static Failure stored(int number, String detail, Map<String, Object> evidence) {
    return FailureClass.isNumber(number)
        ? new Failure(FailureClass.ofNumber(number), detail, evidence)
        : newer(Integer.toString(number), detail, evidence);
  }

  /** Like {@link #stored(int, String, Map)}, by the wire name of the class. */
  public static Failure stored(String wireName, String detail, Map<String, Object> evidence) {
    return FailureClass.ofWireName(wireName)
        .map(cls -> new Failure(cls, detail, evidence))
        .orElseGet(() -> newer(wireName, detail, evidence));
  }

  private static Failure newer(String cls, String detail, Map<String, Object> evidence) {
    String sentence =
        "A newer version of Probity stored this under the failure class %s, which this one does not know."
            .formatted(cls);
    return new Failure(
        FailureClass.MONITOR_INTERNAL,
        detail.isEmpty() ? sentence : sentence + " It said: " + detail,
        evidence);
  }

  /** The same without what supports it. */
  public Failure withoutEvidence() {
    return evidence.isEmpty() ? this : of(cls, detail);
  }
}
