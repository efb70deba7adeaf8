package io.probity.history;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads what {@link PackedBytes} wrote. Every method throws {@link CorruptBytes} where the bytes
 * end too early or make no sense.
 */
final class PackedReader {
  private final byte[] bytes;
  private final int end;
  private int at;

  private PackedReader(byte[] bytes, int end) {
    this.bytes = bytes;
    this.end = end;
  }

  /** A reader of what {@link PackedBytes#sealed} made. */
  static PackedReader unsealed(byte[] bytes) {
    int end = bytes.length - PackedBytes.CHECKSUM_BYTES;
    if (end < 0 || ByteBuffer.wrap(bytes).getInt(end) != PackedBytes.checksum(bytes, end)) {
      throw new CorruptBytes("does not match its checksum");
    }
    return new PackedReader(bytes, end);
  }

  int raw() {
    if (at >= end) {
      throw new CorruptBytes("ends too early");
    }
    return bytes[at++] & 0xFF;
  }

  byte[] raw(int length) {
    if (length < 0 || length > end - at) {
      throw new CorruptBytes("ends too early");
    }
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = raw();
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new CorruptBytes("holds a number of more than 64 bits");
  }

  long zigzag() {
    long value = varint();
    return value >>> 1 ^ -(value & 1);
  }

  /** A count or a length, 0 to {@code most}. */
  int count(int most) {
    long value = varint();
    if (value < 0 || value > most) {
      throw new CorruptBytes("holds a count of " + Long.toUnsignedString(value));
    }
    return (int) value;
  }

  void expectEnd() {
    if (at != end) {
      throw new CorruptBytes("goes on after its end");
    }
  }
}
