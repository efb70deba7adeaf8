package io.probity.check;

/** A replay has to wait until others have ended. */
public final class TooManyReplays extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TooManyReplays() {
    super("As many replays are under way as are allowed.", null, false, false);
  }
}
