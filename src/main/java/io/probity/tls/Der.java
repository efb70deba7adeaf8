package io.probity.tls;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One element of DER (X.690), as far as certificates, CRLs and OCSP responses need it: a view of
 * the bytes it was read from. Immutable as long as they are.
 */
final class Der {
  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int OID = 0x06;
  static final int ENUMERATED = 0x0a;
  static final int SEQUENCE = 0x30;
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;

  private final byte[] bytes;
  private final int start;
  private final int from;
  private final int to;

  /** The bytes are not what they should be. It is thrown for what peers send, and never logged. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message, null, false, false);
    }
  }

  Der(byte[] bytes, int start, int from, int to) {
    this.bytes = bytes;
    this.start = start;
    this.from = from;
    this.to = to;
  }

  /** The one element that the bytes are. */
  static Der of(byte[] bytes) throws Malformed {
    DerReader reader = new DerReader(bytes, 0, bytes.length);
    Der only = reader.next();
    if (reader.hasNext()) {
      throw new Malformed("more than one element");
    }
    return only;
  }

  int tag() {
    return bytes[start] & 0xff;
  }

  /** This element, if it has the tag. */
  Der as(int tag) throws Malformed {
    if (tag() != tag) {
      throw new Malformed("another tag than " + tag);
    }
    return this;
  }

  byte[] content() {
    return Arrays.copyOfRange(bytes, from, to);
  }

  /** With tag and length. */
  byte[] encoded() {
    return Arrays.copyOfRange(bytes, start, to);
  }

  boolean contains(byte[] content) {
    return Arrays.equals(bytes, from, to, content, 0, content.length);
  }

  /** The elements inside, one by one. */
  DerReader reader() {
    return new DerReader(bytes, from, to);
  }

  /** All elements inside. */
  List<Der> children() throws Malformed {
    List<Der> children = new ArrayList<>();
    for (DerReader reader = reader(); reader.hasNext(); ) {
      children.add(reader.next());
    }
    return children;
  }

  /** The single element inside an explicit tag, or inside the octet string that it is. */
  Der inner() throws Malformed {
    DerReader reader = reader();
    return reader.next();
  }

  BigInteger integer() throws Malformed {
    if (from == to) {
      throw new Malformed("an empty number");
    }
    return new BigInteger(bytes, from, to - from);
  }

  /** A bit string of whole bytes. */
  byte[] bits() throws Malformed {
    as(BIT_STRING);
    if (from == to || bytes[from] != 0) {
      throw new Malformed("a bit string with unused bits");
    }
    return Arrays.copyOfRange(bytes, from + 1, to);
  }

  String ascii() {
    return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
  }

  /** An object identifier in dots; its arcs must fit into 31 bits. */
  String oid() throws Malformed {
    as(OID);
    StringBuilder dotted = new StringBuilder();
    long arc = 0;
    for (int at = from; at < to; at++) {
      arc = arc << 7 | (bytes[at] & 0x7f);
      if (arc > Integer.MAX_VALUE) {
        throw new Malformed("an object identifier beyond all bounds");
      }
      if ((bytes[at] & 0x80) == 0) {
        if (dotted.isEmpty()) {
          long first = Math.min(arc / 40, 2);
          dotted.append(first).append('.').append(arc - 40 * first);
        } else {
          dotted.append('.').append(arc);
        }
        arc = 0;
      }
    }
    return dotted.toString();
  }

  /** A UTCTime or GeneralizedTime in the forms that RFC 5280 §4.1.2.5 allows. */
  Instant time() throws Malformed {
    String text = ascii();
    if (tag() == UTC_TIME && text.length() == 13) {
      text = (text.charAt(0) < '5' ? "20" : "19") + text;
    } else if (tag() != GENERALIZED_TIME) {
      throw new Malformed("no time");
    }
    if (text.length() != 15 || text.charAt(14) != 'Z') {
      throw new Malformed("a time of another form");
    }
    try {
      return LocalDateTime.of(
              number(text, 0, 4),
              number(text, 4, 6),
              number(text, 6, 8),
              number(text, 8, 10),
              number(text, 10, 12),
              number(text, 12, 14))
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException | NumberFormatException e) {
      throw new Malformed("a time that cannot be");
    }
  }

  static @Nullable Instant timeOf(@Nullable Der element) throws Malformed {
    return element == null ? null : element.time();
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }
}
