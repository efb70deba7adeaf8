package io.probity.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** What counts as one caller: an IPv4 address, or a network of 64 bits of IPv6. */
final class ClientNetwork {
  private static final int NETWORK_BYTES = 8;

  private ClientNetwork() {}

  /** A name for it; whatever is no IPv6 address is its own. */
  static String of(String address) {
    if (!address.contains(":")) {
      return address;
    }
    try {
      // A literal: nothing is looked up.
      InetAddress parsed = InetAddress.getByName(address.split("%", 2)[0]);
      return parsed instanceof Inet6Address
          ? Arrays.toString(Arrays.copyOf(parsed.getAddress(), NETWORK_BYTES))
          : parsed.getHostAddress();
    } catch (UnknownHostException e) {
      return address;
    }
  }
}
