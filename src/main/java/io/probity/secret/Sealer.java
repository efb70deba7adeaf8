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
   * @throws IllegalStateException if it was sealed with a key that is not held or for another
   *     context, or altered
   */
  Secret open(String sealed, String context);

  /**
   * The same secret sealed with the current key: the text itself if it is that already, or if it
   * does not open.
   */
  String reseal(String sealed, String context);

  /** The fingerprint of the key that {@link #seal} takes. */
  String currentKey();

  /** Whether what was sealed with the key of this fingerprint can be opened. */
  boolean holds(String fingerprint);
}
