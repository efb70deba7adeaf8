package io.probity.secret;

/**
 * A secret in clear. Its text form is always the mask, so that it cannot slip into a log or an
 * answer.
 */
public record Secret(String value) {
  /** What people see instead of a secret, and what they send back to keep it. */
  public static final String MASK = "***";

  @Override
  public String toString() {
    return MASK;
  }
}
