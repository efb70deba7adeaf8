package io.probity.history;

/** A block that does not say what was written. */
final class CorruptBlock extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CorruptBlock(String message) {
    super(message, null, false, false);
  }
}
