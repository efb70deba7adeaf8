package io.probity.access;

import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where a request came from. Of proxies that are trusted {@code X-Forwarded-For} is believed, from
 * its end: each proxy appends whom it was called by, so that what stands before the last address
 * that is no trusted proxy was written by the client, and may be a lie. Thread-safe.
 */
public final class ClientAddress {
  private static final String HEADER = "X-Forwarded-For";
  private static final String PORT = ":\\d{1,5}$";

  private final Function<String, @Nullable InetAddress> literals;
  private final Predicate<InetAddress> proxies;

  /**
   * The addresses of clients behind these proxies.
   *
   * @param literals reads an address; null for what is none
   */
  public ClientAddress(
      Function<String, @Nullable InetAddress> literals, Predicate<InetAddress> proxies) {
    this.literals = literals;
    this.proxies = proxies;
  }

  /** The address of the client as text; null if the connection has none. */
  @Nullable String of(RoutingContext context) {
    SocketAddress peer = context.request().connection().remoteAddress();
    return peer == null || peer.hostAddress() == null
        ? null
        : of(peer.hostAddress(), context.request().headers().getAll(HEADER));
  }

  String of(String peer, List<String> forwarded) {
    InetAddress nearest = literals.apply(peer.split("%", 2)[0]);
    if (nearest == null) {
      return peer;
    }
    String[] chain = String.join(",", forwarded).split(",", -1);
    for (int i = chain.length - 1; i >= 0 && proxies.test(nearest); i--) {
      InetAddress before = literal(chain[i].strip());
      if (before == null) {
        break;
      }
      nearest = before;
    }
    return nearest.getHostAddress();
  }

  /** Some proxies add the port. */
  private @Nullable InetAddress literal(String text) {
    InetAddress bare = literals.apply(text);
    if (bare != null) {
      return bare;
    }
    String host = text.replaceFirst(PORT, "");
    return host.startsWith("[") && host.endsWith("]")
        ? literals.apply(host.substring(1, host.length() - 1))
        : literals.apply(host);
  }
}
