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
}
