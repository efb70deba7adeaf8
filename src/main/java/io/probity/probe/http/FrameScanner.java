package io.probity.probe.http;

import io.netty.buffer.ByteBuf;

/**
 * Walks over the frames that an HTTP/2 peer sends (RFC 9113 section 4.1), to tell those that begin
 * a response from those that only keep the connection. Loop-confined.
 */
final class FrameScanner {
  private static final int HEADER_BYTES = 9;
  private static final int LENGTH_BYTES = 3;
  private static final int HEADERS = 1;

  private int headerBytes;
  private int length;
  private int payloadLeft;

  /** Whether a HEADERS frame begins in the bytes that come next; they are not consumed. */
  boolean beginResponse(ByteBuf bytes) {
    boolean begins = false;
    int at = bytes.readerIndex();
    while (at < bytes.writerIndex()) {
      if (payloadLeft > 0) {
        int passed = Math.min(payloadLeft, bytes.writerIndex() - at);
        payloadLeft -= passed;
        at += passed;
      } else {
        begins |= isHeaders(bytes.getUnsignedByte(at++));
      }
    }
    return begins;
  }

  private boolean isHeaders(int headerByte) {
    boolean isType = headerBytes == LENGTH_BYTES;
    if (headerBytes < LENGTH_BYTES) {
      length = length << 8 | headerByte;
    }
    if (++headerBytes == HEADER_BYTES) {
      payloadLeft = length;
      headerBytes = 0;
      length = 0;
    }
    return isType && headerByte == HEADERS;
  }
}
