package io.probity.net;

import io.netty.handler.codec.dns.DnsRecordType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the addresses of one family of one name: asks the servers in turn, follows aliases. Runs
 * until it knows, whoever still waits for it. Confined to its event loop.
 */
final class DnsLookup {
  private static final int MAX_ALIASES = 8;
  private static final long MIN_TRY_NANOS = 500_000_000;

  private final DnsTransport transport;
  private final ResolvConf conf;
  private final DnsRecordType type;
  private final long tryNanos;
  private final Consumer<DnsAnswer> then;

  private final Set<String> names = new LinkedHashSet<>();
  private final Map<String, Object> said = new LinkedHashMap<>();
  private final Set<InetSocketAddress> refusing = new HashSet<>();
  private String name;
  private long ttl = Long.MAX_VALUE;
  private int tries;
  private boolean waiting;
  private @Nullable DnsProblem worst;

  /**
   * A lookup that has not begun.
   *
   * @param budgetNanos what the first who waits grants; the tries are spread over it
   * @param then called once, on the event loop
   */
  DnsLookup(
      DnsTransport transport,
      ResolvConf conf,
      String name,
      DnsRecordType type,
      long budgetNanos,
      Consumer<DnsAnswer> then) {
    this.transport = transport;
    this.conf = conf;
    this.name = name;
    this.type = type;
    this.then = then;
    long share = budgetNanos / ((long) conf.servers().size() * conf.attempts());
    this.tryNanos = Math.min(conf.timeout().toNanos(), Math.max(MIN_TRY_NANOS, share));
    names.add(name);
  }

  /** What is known if nobody waits any longer: silence, unless a server said something worse. */
  DnsAnswer soFar() {
    DnsProblem silence = DnsProblem.TIMEOUT;
    DnsProblem known = worst == null ? silence : worst;
    return problem(waiting ? known.orMoreTelling(silence) : known);
  }

  /** How many servers were asked, in their order, some perhaps again. */
  int asked() {
    return tries;
  }

  void start() {
    askNext();
  }

  private void askNext() {
    int servers = conf.servers().size();
    while (tries < servers * conf.attempts()) {
      InetSocketAddress server = conf.servers().get(tries++ % servers);
      if (!refusing.contains(server)) {
        waiting = true;
        transport.ask(server, name, type, tryNanos, outcome -> heard(server, outcome));
        return;
      }
    }
    then.accept(soFar());
  }

  private void heard(InetSocketAddress server, DnsTransport.Outcome outcome) {
    waiting = false;
    if (outcome instanceof DnsTransport.Outcome.Answered answered) {
      answered(server, answered.reply());
    } else if (outcome instanceof DnsTransport.Outcome.Failed failed) {
      DnsProblem problem =
          switch (failed) {
            case GARBAGE -> DnsProblem.MALFORMED;
            case UNSENT -> DnsProblem.UNSENT;
            case NO_SOCKET -> DnsProblem.OVERLOADED;
            case SILENCE -> DnsProblem.TIMEOUT;
          };
      failed(server, problem, null);
    }
  }

  private void answered(InetSocketAddress server, DnsReply reply) {
    switch (reply.rcode()) {
      case "NOERROR", "NXDOMAIN" -> {
        said.put(text(server), reply.rcode());
        follow(reply);
      }
      case "SERVFAIL" -> failed(server, DnsProblem.SERVFAIL, reply.rcode());
      case "REFUSED", "NOTAUTH", "NOTIMP" -> failed(server, DnsProblem.REFUSED, reply.rcode());
      default -> failed(server, DnsProblem.MALFORMED, reply.rcode());
    }
  }

  private void failed(InetSocketAddress server, DnsProblem problem, @Nullable String rcode) {
    said.put(text(server), rcode == null ? problem.name() : rcode);
    if (rcode != null) {
      refusing.add(server);
    }
    worst = worst == null ? problem : worst.orMoreTelling(problem);
    askNext();
  }

  private void follow(DnsReply reply) {
    String asked = name;
    while (true) {
      List<InetAddress> addresses = addressesOf(name, reply);
      if (!addresses.isEmpty()) {
        then.accept(DnsAnswer.found(addresses, ttl));
        return;
      }
      DnsReply.Entry alias = aliasOf(name, reply);
      if (alias == null || alias.alias() == null) {
        break;
      }
      ttl = Math.min(ttl, alias.ttl());
      name = alias.alias();
      if (!names.add(name) || names.size() > MAX_ALIASES + 1) {
        then.accept(problem(DnsProblem.NO_ADDRESS));
        return;
      }
    }
    if (reply.rcode().equals("NXDOMAIN")) {
      then.accept(problem(DnsProblem.NXDOMAIN));
    } else if (name.equals(asked) || !HostName.isValid(name)) {
      then.accept(problem(DnsProblem.NO_ADDRESS));
    } else {
      tries = 0;
      askNext();
    }
  }

  private List<InetAddress> addressesOf(String owner, DnsReply reply) {
    List<InetAddress> addresses = new ArrayList<>();
    for (DnsReply.Entry entry : reply.records()) {
      if (entry.address() != null
          && entry.owner().equals(owner)
          && !addresses.contains(entry.address())) {
        ttl = Math.min(ttl, entry.ttl());
        addresses.add(entry.address());
      }
    }
    return addresses;
  }

  private static DnsReply.@Nullable Entry aliasOf(String owner, DnsReply reply) {
    for (DnsReply.Entry entry : reply.records()) {
      if (entry.alias() != null && entry.owner().equals(owner)) {
        return entry;
      }
    }
    return null;
  }

  private DnsAnswer problem(DnsProblem problem) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("name", names.iterator().next());
    if (said.isEmpty()) {
      conf.servers().forEach(server -> said.put(text(server), DnsProblem.TIMEOUT.name()));
    }
    evidence.put("resolvers", Map.copyOf(said));
    if (problem == DnsProblem.UNSENT || problem == DnsProblem.OVERLOADED) {
      evidence.put("unsent", true);
    }
    if (names.size() > 1) {
      evidence.put("aliases", names.stream().skip(1).toList());
    }
    return DnsAnswer.missing(problem, evidence);
  }

  private static String text(InetSocketAddress server) {
    String address = IpLiteral.text(server.getAddress());
    return address.indexOf(':') < 0
        ? address + ":" + server.getPort()
        : "[" + address + "]:" + server.getPort();
  }
}
