package io.probity.health;

/**
 * Something that people are told of an endpoint.
 *
 * @param change what it is about; for the beginning of flapping the last change before it
 */
public record Notice(Kind kind, Transition change) {
  /** On what occasion. */
  public enum Kind {
    /** The change itself. */
    CHANGE,
    /** Its state changes too often: until that ends, changes are not told. */
    FLAPPING,
    /** What has become of it now that its state keeps still. */
    SETTLED
  }

  /** The same without the evidence of a failure. */
  public Notice withoutEvidence() {
    return new Notice(kind, change.withoutEvidence());
  }
}
