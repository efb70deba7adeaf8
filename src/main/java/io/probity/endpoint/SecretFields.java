package io.probity.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.probity.secret.Secret;
import org.jspecify.annotations.Nullable;

/** Reads secrets; the mask stands for the one that is stored. */
public final class SecretFields {
  private final boolean sameOrigin;

  /** Stored secrets are only kept for the origin they were given for. */
  public SecretFields(boolean sameOrigin) {
    this.sameOrigin = sameOrigin;
  }

  /**
   * A secret that must be there, of at most {@code maxLength} characters; null after an error.
   *
   * @param stored what the mask stands for, null: nothing is stored
   */
  @Nullable Secret read(Fields fields, String name, int maxLength, @Nullable Secret stored) {
    JsonNode value = fields.node(name);
    if (value == null || !value.isTextual() || value.textValue().length() > maxLength) {
      fields.refuse(name, "Must be a text of at most " + maxLength + " characters.");
      return null;
    }
    return value.textValue().equals(Secret.MASK)
        ? kept(fields, name, stored)
        : new Secret(value.textValue());
  }

  private @Nullable Secret kept(Fields fields, String name, @Nullable Secret stored) {
    if (stored == null) {
      fields.refuse(name, "There is no stored secret that \"***\" could keep: write it out.");
    } else if (!sameOrigin) {
      fields.refuse(name, "The URL's origin changes, so the secret must be written out again.");
      return null;
    }
    return stored;
  }
}
