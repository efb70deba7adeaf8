package io.probity.endpoint;

import org.jspecify.annotations.Nullable;

/**
 * Decides what an endpoint's configuration becomes. Runs inside the transaction that locks the
 * endpoint, perhaps more than once, so it must be pure; what it throws undoes everything.
 */
@FunctionalInterface
public interface Edit {
  /**
   * The configuration from now on.
   *
   * @param current what is stored, null: nothing is
   */
  EndpointSpec apply(@Nullable Current current);

  /** An endpoint as it is stored. */
  interface Current {
    /** Its revision. */
    long revision();

    /** Its configuration; throws {@link UnreadableEndpoint}. */
    EndpointSpec spec();

    /** Its configuration, null if it cannot be read: then a complete one may still replace it. */
    default @Nullable EndpointSpec specOrNull() {
      try {
        return spec();
      } catch (UnreadableEndpoint e) {
        return null;
      }
    }
  }
}
