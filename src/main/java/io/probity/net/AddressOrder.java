package io.probity.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** The order in which the addresses of a host are tried. */
final class AddressOrder {
  private AddressOrder() {}

  /** IPv6 first, then the families in turn (RFC 8305 §4); within a family as the resolver says. */
  static List<InetAddress> of(List<InetAddress> addresses) {
    List<InetAddress> v6 = addresses.stream().filter(Inet6Address.class::isInstance).toList();
    List<InetAddress> v4 = addresses.stream().filter(a -> !(a instanceof Inet6Address)).toList();
    List<InetAddress> ordered = new ArrayList<>(addresses.size());
    for (int i = 0; i < Math.max(v6.size(), v4.size()); i++) {
      if (i < v6.size()) {
        ordered.add(v6.get(i));
      }
      if (i < v4.size()) {
        ordered.add(v4.get(i));
      }
    }
    return ordered;
  }

  /** Whether an address is of the family. */
  static boolean isOf(Family family, InetAddress address) {
    return switch (family) {
      case ANY -> true;
      case V4 -> !(address instanceof Inet6Address);
      case V6 -> address instanceof Inet6Address;
    };
  }
}
