package io.probity.api;

/** A precondition ({@code If-Match}, {@code If-None-Match}) does not hold: 412. */
final class StaleRevision extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StaleRevision(String detail) {
    super(detail, null, false, false);
  }
}
