package io.probity.history;

import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import com.datadoghq.sketch.ddsketch.encoding.Output;
import com.datadoghq.sketch.ddsketch.encoding.VarEncodingHelper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Bytes that are being packed: numbers take as many bytes as they need, and a checksum ends them.
 */
final class PackedOutput {
  static final int CHECKSUM_BYTES = 4;

  private final GrowingByteArrayOutput bytes = GrowingByteArrayOutput.withInitialCapacity(1024);

  /** Something that writes bytes. */
  interface Writing {
    void to(Output output) throws IOException;
  }

  /** Appends a number that is not negative. */
  PackedOutput number(long value) {
    return write(output -> VarEncodingHelper.encodeUnsignedVarLong(output, value));
  }

  /** Appends what is written by itself, after its length. */
  PackedOutput block(Writing writing) {
    GrowingByteArrayOutput block = GrowingByteArrayOutput.withDefaultInitialCapacity();
    try {
      writing.to(block);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    number(block.numWrittenBytes());
    byte[] written = block.backingArray();
    for (int i = 0; i < block.numWrittenBytes(); i++) {
      bytes.writeByte(written[i]);
    }
    return this;
  }

  private PackedOutput write(Writing writing) {
    try {
      writing.to(bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Everything appended, and its CRC-32C. */
  byte[] sealed() {
    int length = bytes.numWrittenBytes();
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.backingArray(), 0, length);
    return ByteBuffer.allocate(length + CHECKSUM_BYTES)
        .put(bytes.backingArray(), 0, length)
        .putInt((int) checksum.getValue())
        .array();
  }
}
