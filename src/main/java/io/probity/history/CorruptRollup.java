package io.probity.history;

/** Stored bytes that are not what was written. */
public final class CorruptRollup extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CorruptRollup(String message) {
    super(message);
  }
}
