package io.probity.history;

import com.datadoghq.sketch.ddsketch.encoding.ByteArrayInput;
import com.datadoghq.sketch.ddsketch.encoding.Input;
import com.datadoghq.sketch.ddsketch.encoding.VarEncodingHelper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Reads what {@link PackedOutput} wrote; every method throws {@link CorruptRollup}. */
final class PackedInput implements Input {
  private final byte[] bytes;
  private final int end;
  private int at;

  /** Checks the checksum at the end of these bytes. */
  PackedInput(byte[] bytes) {
    this.bytes = bytes;
    this.end = bytes.length - PackedOutput.CHECKSUM_BYTES;
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, Math.max(0, end));
    if (end <= 0 || ByteBuffer.wrap(bytes).getInt(end) != (int) checksum.getValue()) {
      throw new CorruptRollup("the checksum is wrong");
    }
  }

  /** Something that reads bytes. */
  interface Reading {
    void from(Input input) throws IOException;
  }

  /** The next number. */
  long number() {
    try {
      return VarEncodingHelper.decodeUnsignedVarLong(this);
    } catch (IOException e) {
      throw new CorruptRollup(e.toString());
    }
  }

  /** The next number, as a count or a size. */
  int size() {
    long value = number();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new CorruptRollup("a number is out of range");
    }
    return (int) value;
  }

  /** Reads what was written by itself; returns how many bytes that were. */
  int block(Reading reading) {
    int length = size();
    if (length > end - at) {
      throw new CorruptRollup("it ends too early");
    }
    try {
      reading.from(ByteArrayInput.wrap(bytes, at, length));
    } catch (IOException e) {
      throw new CorruptRollup(e.toString());
    }
    at += length;
    return length;
  }

  @Override
  public boolean hasRemaining() {
    return at < end;
  }

  @Override
  public byte readByte() {
    if (at >= end) {
      throw new CorruptRollup("it ends too early");
    }
    return bytes[at++];
  }
}
