package io.probity.access;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/** The text of a key, as its holder sends it. Shown once, at its creation; never printed. */
record KeyText(String value) {
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int RANDOM_BITS = 256;
  private static final int LENGTH = 43;

  /** A new key of 256 random bits: {@code pk_} and 43 digits to base 62. */
  static KeyText generate() {
    return random("pk_");
  }

  /** A new token of a session, likewise random. */
  static KeyText session() {
    return random("ps_");
  }

  private static KeyText random(String start) {
    BigInteger rest = new BigInteger(RANDOM_BITS, new SecureRandom());
    BigInteger base = BigInteger.valueOf(DIGITS.length());
    StringBuilder text = new StringBuilder(start);
    for (int i = 0; i < LENGTH; i++) {
      BigInteger[] parts = rest.divideAndRemainder(base);
      text.append(DIGITS.charAt(parts[1].intValue()));
      rest = parts[0];
    }
    return new KeyText(text.toString());
  }

  /** What may be shown: few enough characters that guessing the rest stays hopeless. */
  String prefix() {
    return value.substring(0, value.length() / 6);
  }

  KeyHash hash() {
    try {
      byte[] text = value.getBytes(StandardCharsets.UTF_8);
      return new KeyHash(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return prefix() + "…";
  }
}
