package io.probity.probe.http;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Version and cipher that a server chose (RFC 8446 section 4.1.3).
 *
 * @param version as on the wire, 0x0303 for TLS 1.2
 * @param cipher code of the cipher suite
 */
record ServerHello(int version, int cipher) {
  private static final int SERVER_HELLO = 2;
  private static final int SUPPORTED_VERSIONS = 43;

  /** Reads the first handshake message of a record, null if it is no ServerHello. */
  static @Nullable ServerHello parse(byte[] record) {
    ByteBuffer bytes = ByteBuffer.wrap(record);
    try {
      if (bytes.get() != SERVER_HELLO) {
        return null;
      }
      skip(bytes, 3);
      int version = unsignedShort(bytes);
      skip(bytes, 32);
      skip(bytes, bytes.get() & 0xff);
      int cipher = unsignedShort(bytes);
      skip(bytes, 1);
      return new ServerHello(chosenVersion(bytes, version), cipher);
    } catch (BufferUnderflowException e) {
      return null;
    }
  }

  private static int chosenVersion(ByteBuffer bytes, int legacy) {
    if (bytes.remaining() < 2) {
      return legacy;
    }
    int end = bytes.position() + 2 + (bytes.getShort(bytes.position()) & 0xffff);
    skip(bytes, 2);
    while (bytes.position() < end && bytes.remaining() >= 4) {
      int type = unsignedShort(bytes);
      int length = unsignedShort(bytes);
      if (type == SUPPORTED_VERSIONS) {
        return unsignedShort(bytes);
      }
      skip(bytes, length);
    }
    return legacy;
  }

  private static int unsignedShort(ByteBuffer bytes) {
    return bytes.getShort() & 0xffff;
  }

  private static void skip(ByteBuffer bytes, int count) {
    if (count > bytes.remaining()) {
      throw new BufferUnderflowException();
    }
    bytes.position(bytes.position() + count);
  }
}
