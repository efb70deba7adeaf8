package io.probity.api;

/** The request conflicts with what is stored: 409. */
final class Conflict extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String kind;

  /**
   * A conflict.
   *
   * @param kind short name for the problem's type, such as {@code key-taken}
   * @param detail one sentence for people
   */
  Conflict(String kind, String detail) {
    super(detail, null, false, false);
    this.kind = kind;
  }

  String kind() {
    return kind;
  }
}
