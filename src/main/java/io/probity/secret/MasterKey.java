package io.probity.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The key that encrypts every secret at rest: 32 random bytes. Immutable; never printed. */
public final class MasterKey {
  private static final int LENGTH = 32;
  private static final int FINGERPRINT_LENGTH = 8;

  private final byte[] key;

  private MasterKey(byte[] key) {
    this.key = key;
  }

  /** A new random key. */
  public static MasterKey generate() {
    byte[] key = new byte[LENGTH];
    new SecureRandom().nextBytes(key);
    return new MasterKey(key);
  }

  /**
   * Reads a key from its text, with or without padding, in either alphabet of base64.
   *
   * @throws IllegalArgumentException if it is not base64 of exactly 32 bytes; the message does not
   *     repeat it
   */
  public static MasterKey parse(String text) {
    String standard = text.strip().replace('-', '+').replace('_', '/');
    byte[] key;
    try {
      key = Base64.getDecoder().decode(standard);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is not base64");
    }
    if (key.length != LENGTH) {
      throw new IllegalArgumentException(
          "holds " + key.length + " bytes instead of " + LENGTH + " (in base64)");
    }
    return new MasterKey(key);
  }

  /** The text {@link #parse} reads. It is the secret itself: for a private file only. */
  public String text() {
    return Base64.getEncoder().encodeToString(key);
  }

  /** Tells keys apart without giving them away: 16 hexadecimal digits. */
  public String fingerprint() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update("probity master key".getBytes(StandardCharsets.US_ASCII));
      byte[] hash = digest.digest(key);
      return HexFormat.of().formatHex(Arrays.copyOf(hash, FINGERPRINT_LENGTH));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  SecretKey aes() {
    return new SecretKeySpec(key, "AES");
  }

  @Override
  public String toString() {
    return "MasterKey[" + fingerprint() + "]";
  }
}
