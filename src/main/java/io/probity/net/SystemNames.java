package io.probity.net;

import io.netty.resolver.HostsFileEntriesProvider;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the system says about names: hosts file, resolv.conf and whether there is IPv6. Looked at
 * again, on a worker, when somebody asks and the last look was two seconds ago; so a change is seen
 * by the lookups after that. Thread-safe; asking never blocks.
 */
final class SystemNames {
  private static final long KEEP_NANOS = 2_000_000_000L;

  /**
   * What was seen.
   *
   * @param version another one for each change of it
   */
  private record Seen(
      HostsFileEntriesProvider hosts, ResolvConf conf, boolean v6, long sinceNanos, int version) {
    boolean says(HostsFileEntriesProvider otherHosts, ResolvConf otherConf, boolean otherV6) {
      return hosts.ipv4Entries().equals(otherHosts.ipv4Entries())
          && hosts.ipv6Entries().equals(otherHosts.ipv6Entries())
          && conf.equals(otherConf)
          && v6 == otherV6;
    }
  }

  private final Path hostsFile;
  private final Path resolvConf;
  private final List<InetSocketAddress> servers;
  private final Executor worker;
  private final LongSupplier ticker;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile Seen seen;

  /**
   * Looks once, blocking.
   *
   * @param servers instead of those of resolv.conf; empty: those
   */
  SystemNames(
      Path hostsFile,
      Path resolvConf,
      List<InetSocketAddress> servers,
      Executor worker,
      LongSupplier ticker) {
    this.hostsFile = hostsFile;
    this.resolvConf = resolvConf;
    this.servers = servers;
    this.worker = worker;
    this.ticker = ticker;
    this.seen = look(null);
  }

  /** The addresses of a canonical name in the hosts file, IPv4 first; empty: not there. */
  List<InetAddress> hosts(String name) {
    HostsFileEntriesProvider hosts = current().hosts();
    List<InetAddress> addresses = new ArrayList<>();
    addresses.addAll(hosts.ipv4Entries().getOrDefault(name, List.of()));
    addresses.addAll(hosts.ipv6Entries().getOrDefault(name, List.of()));
    return addresses;
  }

  /** How to ask DNS. */
  ResolvConf conf() {
    return current().conf();
  }

  /** Whether any interface has an IPv6 address that reaches further than its link. */
  boolean hasV6() {
    return current().v6();
  }

  /** Another number whenever any of this has changed. */
  int version() {
    return current().version();
  }

  private Seen current() {
    Seen current = seen;
    if (ticker.getAsLong() - current.sinceNanos() > KEEP_NANOS
        && looking.compareAndSet(false, true)) {
      try {
        worker.execute(this::refresh);
      } catch (RejectedExecutionException e) {
        // The worker is shutting down; what was seen last has to do.
        looking.set(false);
      }
    }
    return current;
  }

  /** One at a time, so that each is compared with the one before it. */
  private void refresh() {
    try {
      seen = look(seen);
    } finally {
      looking.set(false);
    }
  }

  private Seen look(@Nullable Seen before) {
    HostsFileEntriesProvider hosts = before == null ? readHosts() : orElse(before.hosts());
    ResolvConf conf = readConf();
    boolean v6 = anyV6();
    int version = before == null ? 0 : before.version();
    boolean isSame = before != null && before.says(hosts, conf, v6);
    return new Seen(hosts, conf, v6, ticker.getAsLong(), isSame ? version : version + 1);
  }

  private HostsFileEntriesProvider orElse(HostsFileEntriesProvider before) {
    try {
      return parseHosts();
    } catch (IOException e) {
      // Being replaced just now, perhaps; the next look will see.
      return before;
    }
  }

  private HostsFileEntriesProvider readHosts() {
    return HostsFileEntriesProvider.parser()
        .parseSilently(hostsFile.toFile(), StandardCharsets.UTF_8);
  }

  private HostsFileEntriesProvider parseHosts() throws IOException {
    return HostsFileEntriesProvider.parser().parse(hostsFile.toFile(), StandardCharsets.UTF_8);
  }

  private ResolvConf readConf() {
    ResolvConf conf;
    try {
      conf = ResolvConf.parse(Files.readAllLines(resolvConf, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      conf = ResolvConf.defaults();
    }
    return servers.isEmpty() ? conf : conf.withServers(servers);
  }

  private static boolean anyV6() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .anyMatch(
              address ->
                  address instanceof Inet6Address
                      && !address.isLoopbackAddress()
                      && !address.isLinkLocalAddress());
    } catch (SocketException e) {
      return false;
    }
  }
}
