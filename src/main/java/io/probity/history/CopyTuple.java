package io.probity.history;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds one tuple of PostgreSQL's binary COPY format (manual, "COPY", file formats): the number of
 * fields, then each with its length in bytes, -1 for null; big-endian.
 */
final class CopyTuple {
  private static final long POSTGRES_EPOCH_SECONDS = 946_684_800L;
  private static final byte[] HEADER = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };
  private static final byte JSONB_VERSION = 1;

  private byte[] out;
  private int length;

  CopyTuple(int fields, int expectedBytes) {
    out = new byte[expectedBytes];
    raw(fields, 2);
  }

  private void raw(long value, int bytes) {
    room(bytes);
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
      out[length++] = (byte) (value >>> shift);
    }
  }

  private void raw(byte[] value) {
    room(value.length);
    System.arraycopy(value, 0, out, length, value.length);
    length += value.length;
  }

  private void room(int bytes) {
    if (length + bytes > out.length) {
      out = Arrays.copyOf(out, Math.max(out.length * 2, length + bytes));
    }
  }

  CopyTuple int8(long value) {
    raw(8, 4);
    raw(value, 8);
    return this;
  }

  CopyTuple int4(int value) {
    raw(4, 4);
    raw(value, 4);
    return this;
  }

  CopyTuple int2(int value) {
    raw(2, 4);
    raw(value, 2);
    return this;
  }

  CopyTuple nullField() {
    raw(-1, 4);
    return this;
  }

  /** A timestamptz; what is finer than a microsecond is cut off. */
  CopyTuple instant(Instant at) {
    return int8((at.getEpochSecond() - POSTGRES_EPOCH_SECONDS) * 1_000_000L + at.getNano() / 1_000);
  }

  /** A text; the zero character, which PostgreSQL cannot hold, becomes U+FFFD. */
  CopyTuple text(@Nullable String value) {
    return value == null
        ? nullField()
        : bytes(value.replace('\0', '\uFFFD').getBytes(StandardCharsets.UTF_8));
  }

  /** A bytea. */
  CopyTuple bytes(byte[] value) {
    raw(value.length, 4);
    raw(value);
    return this;
  }

  /** A jsonb from its text in UTF-8. */
  CopyTuple jsonb(byte @Nullable [] json) {
    if (json == null) {
      return nullField();
    }
    raw(json.length + 1L, 4);
    raw(JSONB_VERSION, 1);
    raw(json);
    return this;
  }

  /** An inet from the bytes of an address. */
  CopyTuple inet(byte @Nullable [] address) {
    if (address == null) {
      return nullField();
    }
    raw(address.length + 4L, 4);
    raw(address.length == 4 ? 2 : 3, 1);
    raw(address.length * 8L, 1);
    raw(0, 1);
    raw(address.length, 1);
    raw(address);
    return this;
  }

  byte[] build() {
    return Arrays.copyOf(out, length);
  }

  /** The whole stream: header, tuples, trailer. */
  static byte[] stream(List<byte[]> tuples) {
    int length = HEADER.length + 2;
    for (byte[] tuple : tuples) {
      length += tuple.length;
    }
    byte[] stream = new byte[length];
    System.arraycopy(HEADER, 0, stream, 0, HEADER.length);
    int at = HEADER.length;
    for (byte[] tuple : tuples) {
      System.arraycopy(tuple, 0, stream, at, tuple.length);
      at += tuple.length;
    }
    stream[at] = (byte) 0xFF;
    stream[at + 1] = (byte) 0xFF;
    return stream;
  }
}
