package io.probity.net;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * IP addresses in text, strictly: IPv4 as four decimal numbers, IPv6 per RFC 4291, nothing else.
 * The shorthands that some resolvers still take for addresses ({@code 2130706433}, {@code 0x7f.1},
 * {@code 0177.0.0.1}, {@code 127.1}) are recognised only to be refused: two readers of such a host
 * may disagree on the address.
 */
public final class IpLiteral {
  private IpLiteral() {}

  /** The address, or null if {@code text} is not a strict literal. Never resolves. */
  public static @Nullable InetAddress parse(String text) {
    byte[] bytes = bytes(text);
    return bytes == null ? null : address(bytes);
  }

  /** The shortest text of an address (RFC 5952 for IPv6), without zone. */
  public static String text(InetAddress address) {
    return NetUtil.toAddressString(address);
  }

  /**
   * Says whether a host that is no strict literal could be taken for an address by someone: its
   * last label is a number (as in the WHATWG URL standard), or it carries the marks of IPv6.
   */
  static boolean ambiguous(String host) {
    if (host.indexOf(':') >= 0 || host.indexOf('%') >= 0 || host.indexOf('[') >= 0) {
      return true;
    }
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    String last = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    if (last.startsWith("0x")) {
      return last.chars().skip(2).allMatch(c -> Character.digit(c, 16) >= 0);
    }
    return !last.isEmpty() && last.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** 4 or 16 bytes, or null. */
  static byte @Nullable [] bytes(String text) {
    return text.indexOf(':') >= 0 ? v6(text) : v4(text);
  }

  /** The address of 4 or 16 bytes; an IPv4-mapped one becomes IPv4. */
  static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes", e);
    }
  }

  private static byte @Nullable [] v4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return null;
    }
    byte[] bytes = new byte[4];
    for (int i = 0; i < 4; i++) {
      int value = number(parts[i], 10, 3);
      if (value < 0 || value > 255 || (parts[i].length() > 1 && parts[i].charAt(0) == '0')) {
        return null;
      }
      bytes[i] = (byte) value;
    }
    return bytes;
  }

  private static byte @Nullable [] v6(String text) {
    String groups = text;
    if (text.indexOf('.') >= 0) {
      int start = text.lastIndexOf(':') + 1;
      byte[] tail = v4(text.substring(start));
      if (tail == null) {
        return null;
      }
      groups = text.substring(0, start) + hex(tail[0], tail[1]) + ":" + hex(tail[2], tail[3]);
    }
    int gap = groups.indexOf("::");
    if (gap >= 0 && groups.indexOf("::", gap + 1) >= 0) {
      return null;
    }
    int[] head = groups(gap < 0 ? groups : groups.substring(0, gap));
    int[] tail = groups(gap < 0 ? "" : groups.substring(gap + 2));
    if (head == null || tail == null) {
      return null;
    }
    int count = head.length + tail.length;
    if (gap < 0 ? count != 8 : count > 7) {
      return null;
    }
    byte[] bytes = new byte[16];
    put(head, bytes, 0);
    put(tail, bytes, 8 - tail.length);
    return bytes;
  }

  private static int @Nullable [] groups(String text) {
    if (text.isEmpty()) {
      return new int[0];
    }
    String[] parts = text.split(":", -1);
    int[] values = new int[parts.length];
    for (int i = 0; i < parts.length; i++) {
      values[i] = number(parts[i], 16, 4);
      if (values[i] < 0) {
        return null;
      }
    }
    return values;
  }

  private static void put(int[] groups, byte[] into, int at) {
    for (int i = 0; i < groups.length; i++) {
      into[2 * (at + i)] = (byte) (groups[i] >> 8);
      into[2 * (at + i) + 1] = (byte) groups[i];
    }
  }

  /** The number, or -1 if there is anything but 1 to {@code maxLength} ASCII digits. */
  private static int number(String digits, int radix, int maxLength) {
    if (digits.isEmpty() || digits.length() > maxLength) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      int digit = c < 128 ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value * radix + digit;
    }
    return value;
  }

  private static String hex(byte high, byte low) {
    return Integer.toHexString((high & 0xff) << 8 | (low & 0xff));
  }
}
