package io.probity.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * {@link Sealer} with AES-256-GCM (NIST SP 800-38D). Seals with one key and opens with this one and
 * with those before it. A sealed text is {@code v1:<fingerprint of the key>:<base64url>}, the last
 * part being a random 96-bit nonce, the ciphertext and the 128-bit tag.
 */
public final class AesGcmSealer implements Sealer {
  private static final String VERSION = "v1";
  private static final String TRANSFORMATION = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKey key;
  private final String fingerprint;
  private final Map<String, SecretKey> held = new HashMap<>();
  private final SecureRandom random = new SecureRandom();

  /** A sealer with one key. */
  public AesGcmSealer(MasterKey key) {
    this(key, List.of());
  }

  /** A sealer that also opens what was sealed with one of {@code others}. */
  public AesGcmSealer(MasterKey key, List<MasterKey> others) {
    this.key = key.aes();
    this.fingerprint = key.fingerprint();
    others.forEach(each -> held.put(each.fingerprint(), each.aes()));
    held.put(fingerprint, this.key);
  }

  @Override
  public String currentKey() {
    return fingerprint;
  }

  @Override
  public boolean holds(String fingerprint) {
    return held.containsKey(fingerprint);
  }

  @Override
  public String seal(Secret secret, String context) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, context);
      byte[] text = secret.value().getBytes(StandardCharsets.UTF_8);
      byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + cipher.getOutputSize(text.length));
      cipher.doFinal(text, 0, text.length, sealed, NONCE_BYTES);
      return VERSION
          + ":"
          + fingerprint
          + ":"
          + Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot encrypt the secret of " + context, e);
    }
  }

  @Override
  public Secret open(String sealed, String context) {
    String[] parts = sealed.split(":", -1);
    if (parts.length != 3 || !parts[0].equals(VERSION)) {
      throw new IllegalStateException("The stored secret of " + context + " has no known format");
    }
    SecretKey sealedWith = held.get(parts[1]);
    if (sealedWith == null) {
      throw new IllegalStateException(
          "The secret of " + context + " was sealed with another key, " + parts[1]);
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(parts[2]);
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, sealedWith, bytes, context);
      byte[] text = cipher.doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES);
      return new Secret(new String(text, StandardCharsets.UTF_8));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "The stored secret of " + context + " was altered or belongs elsewhere", e);
    }
  }

  @Override
  public String reseal(String sealed, String context) {
    if (sealed.startsWith(VERSION + ":" + fingerprint + ":")) {
      return sealed;
    }
    try {
      return seal(open(sealed, context), context);
    } catch (IllegalStateException e) {
      return sealed;
    }
  }

  /** The nonce is the first bytes of {@code bytes}. */
  private static Cipher cipher(int mode, SecretKey key, byte[] bytes, String context)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(TRANSFORMATION);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, bytes, 0, NONCE_BYTES));
    cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
