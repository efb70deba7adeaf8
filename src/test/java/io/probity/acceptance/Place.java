package io.probity.acceptance;

import java.util.List;

/**
 * Where a replica runs, and under which addresses it finds what it needs.
 *
 * @param prefix words before its command that put it there
 * @param host where it listens
 * @param database where the way to its database begins
 * @param nameServer where its DNS server listens
 * @param networks the first two bytes of the addresses of the targets, dotted, in turn
 */
record Place(
    List<String> prefix, String host, String database, String nameServer, List<String> networks) {
  /** As this process. */
  static final Place HERE =
      new Place(List.of(), "127.0.0.1", "127.0.0.1", "127.0.0.1", List.of("127.51"));

  /** The address that only this replica knows of a target. */
  String target(int replica, int endpoint) {
    return networks.get(endpoint % networks.size()) + ".0." + (1 + replica);
  }
}
