package io.probity.history;

/** Stored bytes that are not what was written. The message goes on after the name of the thing. */
public final class CorruptBytes extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CorruptBytes(String message) {
    super(message, null, false, false);
  }
}
