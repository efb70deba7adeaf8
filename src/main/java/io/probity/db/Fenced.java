package io.probity.db;

/**
 * The fence of a transaction did not hold: somebody else owns the work now. Nothing was written.
 */
public final class Fenced extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Names the condition that failed. */
  public Fenced(String message) {
    super(message, null, false, false);
  }
}
