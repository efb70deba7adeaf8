package io.probity.history;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Reads address literals without ever asking a resolver. */
final class AddressLiteral {
  private AddressLiteral() {}

  /** The 4 or 16 bytes of a literal; null for null and for what is none. */
  static byte @Nullable [] bytes(@Nullable String literal) {
    if (literal == null) {
      return null;
    }
    return literal.indexOf(':') < 0 ? ipv4(literal) : ipv6(literal);
  }

  /** The literal without the zone of its interface; null for null and for what is none. */
  static @Nullable String canonical(@Nullable String literal) {
    if (literal == null || bytes(literal) == null) {
      return null;
    }
    int zone = literal.indexOf('%');
    return zone < 0 ? literal : literal.substring(0, zone);
  }

  private static byte @Nullable [] ipv4(String literal) {
    byte[] address = new byte[4];
    int part = 0;
    int value = -1;
    for (int i = 0; i <= literal.length(); i++) {
      char c = i == literal.length() ? '.' : literal.charAt(i);
      if (c == '.') {
        if (value < 0 || part == 4) {
          return null;
        }
        address[part++] = (byte) value;
        value = -1;
      } else if (c >= '0' && c <= '9') {
        value = Math.max(value, 0) * 10 + (c - '0');
        if (value > 255) {
          return null;
        }
      } else {
        return null;
      }
    }
    return part == 4 ? address : null;
  }

  private static byte @Nullable [] ipv6(String literal) {
    int zone = literal.indexOf('%');
    try {
      // A name with a colon is never looked up: it is a literal or refused.
      return InetAddress.getByName(zone < 0 ? literal : literal.substring(0, zone)).getAddress();
    } catch (UnknownHostException notALiteral) {
      return null;
    }
  }

  /** The literal of 4 or 16 bytes, as RFC 5952 and PostgreSQL write it. */
  static String text(byte[] address) {
    StringBuilder text = new StringBuilder(address.length == 4 ? 15 : 39);
    if (address.length == 4) {
      for (int i = 0; i < 4; i++) {
        text.append(i == 0 ? "" : ".").append(address[i] & 0xFF);
      }
      return text.toString();
    }
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (address[2 * i] & 0xFF) << 8 | address[2 * i + 1] & 0xFF;
    }
    int zeros = longestZeros(groups);
    for (int i = 0; i < 8; i++) {
      if (i == zeros >> 4) {
        text.append("::");
        i += (zeros & 0xF) - 1;
      } else {
        boolean first = text.isEmpty() || text.charAt(text.length() - 1) == ':';
        text.append(first ? "" : ":").append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  /** Where the first of the longest runs of zeros begins, times 16, plus its length; or -1. */
  private static int longestZeros(int[] groups) {
    int best = -1;
    int length = 1;
    for (int start = 0; start < 8; start++) {
      int end = start;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - start > length) {
        length = end - start;
        best = start << 4 | length;
      }
    }
    return best;
  }
}
