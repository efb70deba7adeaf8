package io.probity.check;

/** A check on demand has to wait until others have ended. */
public final class TooManyChecks extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A refusal.
   *
   * @param detail one sentence for people
   */
  TooManyChecks(String detail) {
    super(detail, null, false, false);
  }
}
