package io.probity.access;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The SHA-256 of a key. Compared in constant time. A slow hash would add nothing: a key has 256
 * random bits, and every request has to compute this.
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode are written out below
record KeyHash(byte[] bytes) {
  @Override
  public boolean equals(Object other) {
    return other instanceof KeyHash hash && MessageDigest.isEqual(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "KeyHash";
  }
}
