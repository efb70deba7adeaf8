package io.probity.endpoint;

import java.util.List;

/** Input that was understood but is not valid; names every wrong field at once. */
public final class InvalidInput extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<FieldError> errors;

  /** At least one error. */
  public InvalidInput(List<FieldError> errors) {
    super(errors.toString(), null, false, false);
    this.errors = List.copyOf(errors);
  }

  /** All that is wrong, in the order of the fields. */
  public List<FieldError> errors() {
    return errors;
  }

  /**
   * One wrong field.
   *
   * @param pointer RFC 6901 JSON Pointer into the input
   * @param detail one sentence with what is expected
   */
  public record FieldError(String pointer, String detail) {}
}
