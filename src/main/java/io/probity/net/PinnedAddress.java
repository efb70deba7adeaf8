package io.probity.net;

import java.net.InetAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An address and port that the egress policy has admitted. Only this package makes one, and only
 * after the check, so that whatever connects to a {@code PinnedAddress} connects to what was
 * checked.
 */
public final class PinnedAddress {
  private final InetAddress address;
  private final int port;

  /** Kept, since each check over a connection tells it; null: nobody has asked yet. */
  private @Nullable String literal;

  PinnedAddress(InetAddress address, int port) {
    this.address = address;
    this.port = port;
  }

  /** The checked address. */
  public InetAddress address() {
    return address;
  }

  /** The address as its shortest literal, without zone, host name or brackets. */
  public String literal() {
    String known = literal;
    if (known == null) {
      known = IpLiteral.text(address);
      literal = known;
    }
    return known;
  }

  /** Whether this machine has a route to it; asks the kernel and sends nothing. */
  public boolean hasRoute() {
    return Routes.look(address);
  }

  /** 1 to 65535. */
  public int port() {
    return port;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PinnedAddress that && port == that.port && address.equals(that.address);
  }

  @Override
  public int hashCode() {
    return Objects.hash(address, port);
  }

  @Override
  public String toString() {
    return literal().indexOf(':') < 0 ? literal() + ":" + port : "[" + literal() + "]:" + port;
  }
}
