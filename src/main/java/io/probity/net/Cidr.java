package io.probity.net;

import java.util.Arrays;

/** A range of IPv4 or IPv6 addresses in CIDR notation. */
final class Cidr {
  private final byte[] network;
  private final int bits;

  private Cidr(byte[] network, int bits) {
    this.network = network;
    this.bits = bits;
  }

  /** A range that is known to be right. */
  static Cidr of(String text) {
    return parse(text, "built-in");
  }

  /**
   * A range, or a single address, from configuration.
   *
   * @param key named in the refusal
   * @throws IllegalArgumentException with a sentence that names key and value
   */
  static Cidr parse(String text, String key) {
    int slash = text.indexOf('/');
    byte[] address = IpLiteral.bytes(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      throw nonsense(key, text, "is no address range such as 10.0.0.0/8 or fd00::/8");
    }
    if (EmbeddedV4.isMapped(address)) {
      throw nonsense(key, text, "is an IPv4-mapped range; write the IPv4 range itself");
    }
    int width = address.length * 8;
    int bits = slash < 0 ? width : prefixLength(text.substring(slash + 1), width);
    if (bits < 0) {
      throw nonsense(key, text, "needs a prefix length between 0 and " + width);
    }
    Cidr range = new Cidr(masked(address, bits), bits);
    if (!Arrays.equals(range.network, address)) {
      throw nonsense(key, text, "has bits set beyond its prefix; " + range + " was probably meant");
    }
    return range;
  }

  /** Whether the address, of 4 or 16 bytes, lies in the range; IPv4 and IPv6 never match. */
  boolean contains(byte[] address) {
    return address.length == network.length && Arrays.equals(masked(address, bits), network);
  }

  /** Whether the range is this one address. */
  boolean isExactly(byte[] address) {
    return bits == network.length * 8 && Arrays.equals(network, address);
  }

  @Override
  public String toString() {
    return IpLiteral.text(IpLiteral.address(network)) + "/" + bits;
  }

  private static byte[] masked(byte[] address, int bits) {
    byte[] masked = address.clone();
    for (int i = 0; i < masked.length; i++) {
      int keep = Math.max(0, Math.min(8, bits - 8 * i));
      masked[i] &= (byte) (0xff << (8 - keep));
    }
    return masked;
  }

  private static int prefixLength(String digits, int width) {
    if (!digits.matches("0|[1-9][0-9]{0,2}")) {
      return -1;
    }
    int bits = Integer.parseInt(digits);
    return bits <= width ? bits : -1;
  }

  private static IllegalArgumentException nonsense(String key, String text, String why) {
    return new IllegalArgumentException(key + ": '" + text + "' " + why + ".");
  }
}
