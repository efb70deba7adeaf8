package io.probity.api;

/** A body or a header that cannot be parsed: 400. */
final class Unparseable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Unparseable(String detail) {
    super(detail, null, false, false);
  }
}
