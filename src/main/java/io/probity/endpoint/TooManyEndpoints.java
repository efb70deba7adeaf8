package io.probity.endpoint;

/** Whoever registers an endpoint has as many within reach as may be. */
public final class TooManyEndpoints extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TooManyEndpoints(int most) {
    super(
        "There may be %d endpoints within the reach of a key (probity.limits.endpoints-per-key)."
            .formatted(most),
        null,
        false,
        false);
  }
}
