package io.probity.net;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ranges that are not probed unless allowed: those of the IANA special-purpose registries (RFC
 * 6890 and its successors) that do not lead to hosts of the public Internet.
 *
 * @param what with its article, e.g. "a loopback address"
 */
record SpecialRange(Cidr range, String what) {
  /** More specific ranges first. */
  private static final List<SpecialRange> V4 =
      List.of(
          of("0.0.0.0/8", "an address of \"this network\""),
          of("10.0.0.0/8", "a private address"),
          of("100.64.0.0/10", "an address shared behind carrier-grade NAT"),
          of("127.0.0.0/8", "a loopback address"),
          of("169.254.0.0/16", "a link-local address"),
          of("172.16.0.0/12", "a private address"),
          of("192.0.0.0/24", "an address for IETF protocols"),
          of("192.0.2.0/24", "a documentation address"),
          of("192.88.99.0/24", "a 6to4 relay address"),
          of("192.168.0.0/16", "a private address"),
          of("198.18.0.0/15", "a benchmarking address"),
          of("198.51.100.0/24", "a documentation address"),
          of("203.0.113.0/24", "a documentation address"),
          of("224.0.0.0/4", "a multicast address"),
          of("255.255.255.255/32", "the broadcast address"),
          of("240.0.0.0/4", "a reserved address"));

  private static final List<SpecialRange> V6 =
      List.of(
          of("::/128", "the unspecified address"),
          of("::1/128", "a loopback address"),
          of("64:ff9b:1::/48", "a local NAT64 address"),
          of("100::/64", "a discard-only address"),
          of("2001:2::/48", "a benchmarking address"),
          of("2001:10::/28", "an ORCHID"),
          of("2001:20::/28", "an ORCHID"),
          of("2001:db8::/32", "a documentation address"),
          of("3fff::/20", "a documentation address"),
          of("fc00::/7", "a unique local address"),
          of("fe80::/10", "a link-local address"),
          of("fec0::/10", "a site-local address"),
          of("ff00::/8", "a multicast address"),
          // Only 2000::/3 is given out as global unicast.
          of("::/3", "a reserved address"),
          of("4000::/2", "a reserved address"),
          of("8000::/1", "a reserved address"));

  /**
   * Where clouds answer credentials to whoever asks from inside. 168.63.129.16 is Azure's, though
   * of a public range; 100.100.100.200 Alibaba's, 192.0.0.192 Oracle's.
   */
  private static final List<Cidr> METADATA =
      List.of(
          Cidr.of("169.254.169.254/32"),
          Cidr.of("169.254.169.253/32"),
          Cidr.of("169.254.170.2/32"),
          Cidr.of("169.254.170.23/32"),
          Cidr.of("169.254.42.42/32"),
          Cidr.of("100.100.100.200/32"),
          Cidr.of("168.63.129.16/32"),
          Cidr.of("192.0.0.192/32"),
          Cidr.of("fd00:ec2::254/128"),
          Cidr.of("fd00:ec2::253/128"),
          Cidr.of("fd00:ec2::23/128"),
          Cidr.of("fd00:42::42/128"),
          Cidr.of("fd20:ce::254/128"));

  /** The range that an address of 4 or 16 bytes lies in; null: an ordinary public address. */
  static @Nullable SpecialRange of(byte[] address) {
    for (SpecialRange special : address.length == 4 ? V4 : V6) {
      if (special.range.contains(address)) {
        return special;
      }
    }
    return null;
  }

  /** The metadata service at this address, as a range of one; null: none is known there. */
  static @Nullable Cidr metadata(byte[] address) {
    for (Cidr service : METADATA) {
      if (service.contains(address)) {
        return service;
      }
    }
    return null;
  }

  private static SpecialRange of(String range, String what) {
    return new SpecialRange(Cidr.of(range), what);
  }
}
