package io.probity.net;

import io.netty.handler.codec.dns.DnsRecordType;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is said to people about a host that cannot be connected to. */
final class Sentences {
  private Sentences() {}

  static String ambiguous(String host) {
    return "'%s' is neither a host name nor an address: an IPv4 address is written as four decimal numbers without leading zeros, an IPv6 address without zone."
        .formatted(host);
  }

  static String invalid(String host) {
    return "'%s' cannot exist in DNS: a name has labels of 1 to 63 letters, digits, hyphens or underscores, and at most 253 characters."
        .formatted(host);
  }

  static String otherFamily(String host, Family family) {
    return "%s has no %s address.".formatted(host, family == Family.V4 ? "IPv4" : "IPv6");
  }

  static String refused(String host, InetAddress address, @Nullable String refusal) {
    String text = IpLiteral.text(address);
    return host.equalsIgnoreCase(text) || IpLiteral.parse(host) != null
        ? refusal + "."
        : "%s resolves to %s: %s.".formatted(host, text, refusal);
  }

  /**
   * Why a name led nowhere.
   *
   * @param types what was asked for, one or both of A and AAAA
   */
  static String unresolved(
      String host,
      DnsProblem problem,
      DnsAnswer answer,
      List<DnsRecordType> types,
      Duration budget) {
    String asked = resolvers(answer);
    return switch (problem) {
      case NXDOMAIN -> "The name %s does not exist (NXDOMAIN from %s).".formatted(host, asked);
      case NO_ADDRESS ->
          "The name %s exists but has no %s (asked %s).".formatted(host, address(types), asked);
      case SERVFAIL -> "%s could not resolve %s (SERVFAIL).".formatted(asked, host);
      case REFUSED -> "%s refused to resolve %s.".formatted(asked, host);
      case TIMEOUT ->
          "No answer for %s from %s within %d ms.".formatted(host, asked, budget.toMillis());
      case UNSENT ->
          "No query for %s could be sent from this machine to %s.".formatted(host, asked);
      case OVERLOADED ->
          "No socket was left to ask %s for %s: the monitor is short of files or ports."
              .formatted(asked, host);
      case MALFORMED -> "%s answered for %s what cannot be read.".formatted(asked, host);
    };
  }

  private static String address(List<DnsRecordType> types) {
    if (types.size() > 1) {
      return "address";
    }
    return types.get(0).equals(DnsRecordType.A) ? "IPv4 address" : "IPv6 address";
  }

  private static String resolvers(DnsAnswer answer) {
    return answer.evidence().get("resolvers") instanceof Map<?, ?> said && !said.isEmpty()
        ? "DNS server " + String.join(", ", said.keySet().stream().map(String::valueOf).toList())
        : "DNS";
  }
}
