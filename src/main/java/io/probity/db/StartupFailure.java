package io.probity.db;

/**
 * Probity cannot start, for a reason that its operator can remove. The message is one sentence that
 * names the key, path or address at fault; it is shown as it is, without a stack trace.
 */
public final class StartupFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A failure told by one sentence. */
  public StartupFailure(String sentence) {
    super(sentence);
  }

  /** A failure told by one sentence, with the technical cause for those who debug. */
  public StartupFailure(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
