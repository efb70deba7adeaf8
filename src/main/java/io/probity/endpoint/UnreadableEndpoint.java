package io.probity.endpoint;

import java.util.UUID;

/** A stored configuration cannot be read, such as when it was sealed with a key that is lost. */
public final class UnreadableEndpoint extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final UUID publicId;

  UnreadableEndpoint(UUID publicId, Throwable cause) {
    super("the stored configuration of endpoint " + publicId + " cannot be read", cause);
    this.publicId = publicId;
  }

  /** Whose configuration it is. */
  public UUID publicId() {
    return publicId;
  }
}
