package io.probity.access;

/** The last key that can manage all keys for good stays as it is. Nothing was written. */
public final class LastAdmin extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LastAdmin() {
    super(
        "This is the last key of role admin that reaches everything and never expires: make another"
            + " one first.",
        null,
        false,
        false);
  }
}
