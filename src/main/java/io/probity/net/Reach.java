package io.probity.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Set;

/**
 * How much of the network lies between this machine and an address. What answers from afar shows
 * that the way there works and all that is nearer; never the other way round.
 */
public enum Reach {
  /** This machine itself: no cable is needed, so nothing is learnt of the network. */
  HERE,
  /** A network that belongs to somebody: private, shared (RFC 6598), unique local, link-local. */
  NEAR,
  /** Everything else: beyond the uplink. */
  FAR;

  private static final Cidr SHARED = Cidr.of("100.64.0.0/10");
  private static final Cidr UNIQUE_LOCAL = Cidr.of("fc00::/7");

  /**
   * The reach of an address.
   *
   * @param own the addresses of this machine's interfaces
   */
  static Reach of(InetAddress address, Set<InetAddress> own) {
    if (address.isLoopbackAddress() || address.isAnyLocalAddress() || own.contains(address)) {
      return HERE;
    }
    byte[] bytes = address.getAddress();
    boolean near =
        address.isSiteLocalAddress()
            || address.isLinkLocalAddress()
            || SHARED.contains(bytes)
            || UNIQUE_LOCAL.contains(bytes);
    return near ? NEAR : FAR;
  }

  /** The network of an address, as far as faults are told apart: /16 of IPv4, /32 of IPv6. */
  static String network(InetAddress address) {
    int bits = address instanceof Inet4Address ? 16 : 32;
    byte[] bytes = address.getAddress();
    Arrays.fill(bytes, bits / 8, bytes.length, (byte) 0);
    return IpLiteral.text(IpLiteral.address(bytes)) + "/" + bits;
  }
}
