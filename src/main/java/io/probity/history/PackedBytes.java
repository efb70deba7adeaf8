package io.probity.history;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Bytes that are written one after the other, numbers as varints: seven bits a byte, the lowest
 * first, the eighth says that more follow. Grows as needed; reused after {@link #clear}.
 */
final class PackedBytes {
  /** How many bytes of a sealed copy are its checksum. */
  static final int CHECKSUM_BYTES = 4;

  private static final int LONGEST_VARINT = 10;

  private byte[] bytes = new byte[1024];
  private int length;

  void clear() {
    length = 0;
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

  /** A copy of what was written, with a CRC-32C of it at the end. */
  byte[] sealed() {
    byte[] sealed = Arrays.copyOf(bytes, length + CHECKSUM_BYTES);
    ByteBuffer.wrap(sealed).putInt(length, checksum(bytes, length));
    return sealed;
  }

  /** The CRC-32C of the first bytes. */
  static int checksum(byte[] bytes, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, length);
    return (int) checksum.getValue();
  }
}
