package io.probity.tls;

import io.probity.tls.Der.Malformed;
import org.jspecify.annotations.Nullable;

/** Reads elements of DER that stand in a row. Single use. */
final class DerReader {
  private final byte[] bytes;
  private final int end;
  private int at;

  DerReader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  boolean hasNext() {
    return at < end;
  }

  /** The next element; it must be there. */
  Der next() throws Malformed {
    int start = at;
    if (end - at < 2) {
      throw new Malformed("cut off");
    }
    int length = bytes[at + 1] & 0xff;
    at += 2;
    if (length >= 0x80) {
      int size = length - 0x80;
      if (size < 1 || size > 3 || size > end - at) {
        throw new Malformed("a length of another form");
      }
      length = 0;
      for (int i = 0; i < size; i++) {
        length = length << 8 | (bytes[at++] & 0xff);
      }
    }
    if (length > end - at) {
      throw new Malformed("cut off");
    }
    at += length;
    return new Der(bytes, start, at - length, at);
  }

  /** The next element, which must have the tag. */
  Der next(int tag) throws Malformed {
    return next().as(tag);
  }

  /** The next element if it has the tag, else null, and it stays where it is. */
  @Nullable Der nextIf(int tag) throws Malformed {
    return at < end && (bytes[at] & 0xff) == tag ? next() : null;
  }

  /** Whether the next element has one of these tags. */
  boolean at(int tag, int otherTag) {
    return at < end && ((bytes[at] & 0xff) == tag || (bytes[at] & 0xff) == otherTag);
  }
}
