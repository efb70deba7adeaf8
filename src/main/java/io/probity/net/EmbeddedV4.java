package io.probity.net;

import java.util.Arrays;
import java.util.List;

/**
 * The IPv4 addresses that an IPv6 address carries, because a translator or tunnel would deliver the
 * packets there.
 *
 * @param addresses 4 bytes each; empty: it carries none
 * @param decides the address is judged by what it carries alone, not by its own range
 */
record EmbeddedV4(List<byte[]> addresses, boolean decides) {
  private static final EmbeddedV4 NONE = new EmbeddedV4(List.of(), false);

  private static final Cidr COMPATIBLE = Cidr.of("::/96"); // RFC 4291 §2.5.5.1
  private static final Cidr TRANSLATED = Cidr.of("::ffff:0:0:0/96"); // RFC 7915 (SIIT)
  private static final Cidr NAT64 = Cidr.of("64:ff9b::/96"); // RFC 6052
  private static final Cidr NAT64_LOCAL = Cidr.of("64:ff9b:1::/48"); // RFC 8215
  private static final Cidr SIX_TO_FOUR = Cidr.of("2002::/16"); // RFC 3056
  private static final Cidr TEREDO = Cidr.of("2001::/32"); // RFC 4380

  /** What an address of 4 or 16 bytes carries. */
  static EmbeddedV4 in(byte[] address) {
    if (address.length == 4) {
      return NONE;
    }
    if (COMPATIBLE.contains(address)) {
      // :: and ::1 are addresses of their own, not IPv4 ones.
      boolean high = address[12] != 0 || address[13] != 0 || address[14] != 0;
      boolean own = !high && (address[15] == 0 || address[15] == 1);
      return own ? NONE : deciding(at(address, 12));
    }
    if (TRANSLATED.contains(address) || NAT64.contains(address)) {
      return deciding(at(address, 12));
    }
    if (SIX_TO_FOUR.contains(address)) {
      return deciding(at(address, 2));
    }
    if (TEREDO.contains(address)) {
      return deciding(at(address, 4), inverted(at(address, 12)));
    }
    if (NAT64_LOCAL.contains(address)) {
      // Where the address sits depends on the prefix in use: RFC 6052 §2.2 with /48 or /96.
      byte[] split = {address[6], address[7], address[9], address[10]};
      return new EmbeddedV4(List.of(at(address, 12), split), false);
    }
    return NONE;
  }

  /** Whether 16 bytes are an IPv4-mapped address. */
  static boolean isMapped(byte[] address) {
    if (address.length != 16 || address[10] != -1 || address[11] != -1) {
      return false;
    }
    for (int i = 0; i < 10; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** The IPv4 address of an IPv4-mapped one, else the address itself. */
  static byte[] unmapped(byte[] address) {
    return isMapped(address) ? at(address, 12) : address;
  }

  private static EmbeddedV4 deciding(byte[]... addresses) {
    return new EmbeddedV4(List.of(addresses), true);
  }

  private static byte[] at(byte[] address, int offset) {
    return Arrays.copyOfRange(address, offset, offset + 4);
  }

  private static byte[] inverted(byte[] address) {
    for (int i = 0; i < address.length; i++) {
      address[i] = (byte) ~address[i];
    }
    return address;
  }
}
