package io.probity.endpoint;

/** What a write left behind. */
public record Written(Endpoint endpoint, Outcome outcome) {
  /** What a write did. */
  public enum Outcome {
    CREATED,
    UPDATED,
    /** It was like that before: the revision is the same. */
    UNCHANGED
  }
}
