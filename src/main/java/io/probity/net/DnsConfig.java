package io.probity.net;

import io.smallrye.config.ConfigMapping;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** Who answers DNS queries. */
@ConfigMapping(prefix = "probity.dns")
public interface DnsConfig {
  /**
   * Servers, asked in this order, instead of those of resolv.conf: {@code 10.0.0.53}, {@code
   * 10.0.0.53:5353} or {@code [fd00::53]:53}.
   */
  Optional<List<String>> servers();

  /**
   * The configured servers; empty: those of resolv.conf.
   *
   * @throws IllegalArgumentException naming the key, if one is nonsense
   */
  default List<InetSocketAddress> addresses() {
    return servers().orElse(List.of()).stream()
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .map(DnsConfig::server)
        .toList();
  }

  private static InetSocketAddress server(String text) {
    InetAddress bare = IpLiteral.parse(text);
    if (bare != null) {
      return new InetSocketAddress(bare, 53);
    }
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? text : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    InetAddress address = IpLiteral.parse(host);
    String port = text.substring(colon + 1);
    if (address == null || !port.matches("[1-9][0-9]{0,4}") || Integer.parseInt(port) > 65535) {
      throw new IllegalArgumentException(
          "probity.dns.servers: '%s' is no server such as 10.0.0.53, 10.0.0.53:53 or [fd00::53]:53; names are not resolved here."
              .formatted(text));
    }
    return new InetSocketAddress(address, Integer.parseInt(port));
  }
}
