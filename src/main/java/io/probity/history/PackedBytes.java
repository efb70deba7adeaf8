package io.probity.history;

import java.util.Arrays;

/**
 * Bytes that are written one after the other, numbers as varints: seven bits a byte, the lowest
 * first, the eighth says that more follow. Grows as needed; reused after {@link #clear}.
 */
final class PackedBytes {
  private static final int LONGEST_VARINT = 10;

  private byte[] bytes = new byte[1024];
  private int length;

  void clear() {
    length = 0;
  }

  int length() {
    return length;
  }

  void raw(int value) {
    room(1);
    bytes[length++] = (byte) value;
  }

  void raw(byte[] value) {
    room(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
  }

  /** Four bytes, the highest first. */
  void int4(int value) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      raw(value >>> shift);
    }
  }

  /** A number taken as unsigned. */
  void varint(long value) {
    room(LONGEST_VARINT);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  /** A signed number: small magnitudes are short. */
  void zigzag(long value) {
    varint(value << 1 ^ value >> 63);
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  /** The array that holds {@link #length} valid bytes; changes with the next write. */
  byte[] array() {
    return bytes;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }
}
