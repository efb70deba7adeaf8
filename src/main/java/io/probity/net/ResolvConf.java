package io.probity.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * What resolv.conf says (see resolv.conf(5)); lines that make no sense are passed over, as the C
 * library does.
 *
 * @param servers in the order to ask them; not empty
 * @param search suffixes to try, without dots at the ends
 * @param ndots a name with at least so many dots is tried as it is first
 * @param timeout the most time to wait for one server
 * @param attempts rounds over the servers
 */
record ResolvConf(
    List<InetSocketAddress> servers,
    List<String> search,
    int ndots,
    Duration timeout,
    int attempts) {
  private static final int PORT = 53;

  /** What holds where there is no file. */
  static ResolvConf defaults() {
    return parse(List.of());
  }

  static ResolvConf parse(List<String> lines) {
    List<InetSocketAddress> servers = new ArrayList<>();
    List<String> search = List.of();
    int ndots = 1;
    int timeout = 5;
    int attempts = 2;
    for (String line : lines) {
      String[] words = line.strip().split("\\s+");
      if (words.length < 2) {
        continue;
      }
      List<String> values = List.of(words).subList(1, words.length);
      switch (words[0]) {
        case "nameserver" -> addServer(values.get(0), servers);
        case "search", "domain" -> search = suffixes(values);
        case "options" -> {
          ndots = option(values, "ndots:", ndots, 0, 15);
          timeout = option(values, "timeout:", timeout, 1, 30);
          attempts = option(values, "attempts:", attempts, 1, 5);
        }
        default -> {}
      }
    }
    if (servers.isEmpty()) {
      servers.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT));
    }
    return new ResolvConf(
        List.copyOf(servers), search, ndots, Duration.ofSeconds(timeout), attempts);
  }

  /** The same with other servers. */
  ResolvConf withServers(List<InetSocketAddress> others) {
    return new ResolvConf(others, search, ndots, timeout, attempts);
  }

  /** The same with the servers in the same circle, beginning further on. */
  ResolvConf beginningWith(int server) {
    List<InetSocketAddress> rotated = new ArrayList<>(servers);
    Collections.rotate(rotated, -server);
    return withServers(List.copyOf(rotated));
  }

  /** The fully qualified names to ask for, in order, without the final dot. */
  List<String> candidates(String name) {
    if (name.endsWith(".")) {
      return List.of(name.substring(0, name.length() - 1));
    }
    List<String> names = new ArrayList<>();
    search.forEach(suffix -> names.add(name + "." + suffix));
    long dots = name.chars().filter(c -> c == '.').count();
    names.add(dots >= ndots ? 0 : names.size(), name);
    return names;
  }

  private static void addServer(String literal, List<InetSocketAddress> servers) {
    int zone = literal.indexOf('%');
    if (servers.size() == 3
        || IpLiteral.parse(zone < 0 ? literal : literal.substring(0, zone)) == null) {
      return;
    }
    try {
      // A literal, so nothing is resolved; only the zone is looked up among the interfaces.
      servers.add(new InetSocketAddress(InetAddress.getByName(literal), PORT));
    } catch (UnknownHostException e) {
      // The zone is of no interface here: a line that makes no sense.
      return;
    }
  }

  private static List<String> suffixes(List<String> values) {
    return values.stream()
        .map(value -> value.toLowerCase(Locale.ROOT).replaceAll("^\\.+|\\.+$", ""))
        .filter(value -> !value.isEmpty())
        .limit(32)
        .toList();
  }

  private static int option(List<String> options, String name, int otherwise, int min, int max) {
    int value = otherwise;
    for (String option : options) {
      if (option.startsWith(name) && option.substring(name.length()).matches("[0-9]{1,6}")) {
        value = Integer.parseInt(option.substring(name.length()));
      }
    }
    return Math.max(min, Math.min(max, value));
  }
}
