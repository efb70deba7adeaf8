package io.probity.alert;

import io.probity.secret.Secret;
import java.security.SecureRandom;
import java.util.Base64;

/** Makes the secrets that messages are signed with, in the form Standard Webhooks asks for. */
final class SigningSecret {
  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private SigningSecret() {}

  /** A new one: {@code whsec_} and 32 random bytes in base64. */
  static Secret random() {
    byte[] key = new byte[BYTES];
    RANDOM.nextBytes(key);
    return new Secret("whsec_" + Base64.getEncoder().encodeToString(key));
  }
}
