package io.probity.net;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What DNS says of one name and one family.
 *
 * @param addresses not empty if and only if {@code problem} is null
 * @param ttl seconds, of the shortest-lived record that led here; 0 for problems
 * @param evidence JSON-like: name, what each resolver said, aliases followed
 */
record DnsAnswer(
    List<InetAddress> addresses,
    long ttl,
    @Nullable DnsProblem problem,
    Map<String, Object> evidence) {

  static DnsAnswer found(List<InetAddress> addresses, long ttl) {
    return new DnsAnswer(List.copyOf(addresses), ttl, null, Map.of());
  }

  static DnsAnswer missing(DnsProblem problem, Map<String, Object> evidence) {
    return new DnsAnswer(List.of(), 0, problem, evidence);
  }
}
