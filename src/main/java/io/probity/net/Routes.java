package io.probity.net;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Whether this machine has a route to an address: connects a datagram socket, which sends nothing
 * but makes the kernel look. Answers are remembered for ten seconds. Confined to its event loop.
 */
final class Routes implements Predicate<InetAddress> {
  private static final long KEEP_NANOS = 10_000_000_000L;
  private static final int MAX_ENTRIES = 4_096;
  private static final int ANY_PORT = 9;

  private record Known(boolean route, long sinceNanos) {}

  private final LongSupplier ticker;
  private final Map<InetAddress, Known> known = new HashMap<>();

  Routes(LongSupplier ticker) {
    this.ticker = ticker;
  }

  @Override
  public boolean test(InetAddress address) {
    long now = ticker.getAsLong();
    Known before = known.get(address);
    if (before != null && now - before.sinceNanos() < KEEP_NANOS) {
      return before.route();
    }
    if (known.size() >= MAX_ENTRIES) {
      known.clear();
    }
    boolean route = look(address);
    known.put(address, new Known(route, now));
    return route;
  }

  /** Asks the kernel. */
  static boolean look(InetAddress address) {
    StandardProtocolFamily family =
        address instanceof Inet6Address
            ? StandardProtocolFamily.INET6
            : StandardProtocolFamily.INET;
    try (DatagramChannel socket = DatagramChannel.open(family)) {
      socket.connect(new InetSocketAddress(address, ANY_PORT));
      return true;
    } catch (IOException
        | UnresolvedAddressException
        | UnsupportedAddressTypeException
        | UnsupportedOperationException e) {
      return false;
    }
  }
}
