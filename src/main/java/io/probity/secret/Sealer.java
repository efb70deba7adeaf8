package io.probity.secret;

/** Encrypts secrets at rest (AES-256-GCM). Thread-safe. */
public interface Sealer {
  /**
   * Encrypts a secret for storage.
   *
   * @param context what the secret belongs to (such as "endpoint/UUID/auth.password");
   *     authenticated, so that a sealed text moved elsewhere does not open
   * @return printable text that names its format and key
   */
  String seal(Secret secret, String context);

  /**
   * Decrypts what {@link #seal} made.
   *
   * @throws IllegalStateException if it was sealed with another key or for another context, or
   *     altered
   */
  Secret open(String sealed, String context);
}
