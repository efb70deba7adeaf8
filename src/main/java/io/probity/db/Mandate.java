package io.probity.db;

/**
 * In whose name something is changed: how far they reach, and where it is noted. Whatever changes
 * rows for somebody takes one.
 */
public record Mandate(Reach reach, Trail trail) {
  /** Of the service itself: reaches everything and leaves no trail. */
  public static final Mandate SERVICE = new Mandate(Reach.EVERYTHING, Trail.NONE);
}
