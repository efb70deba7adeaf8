package io.probity.probe;

import io.probity.endpoint.Auth;
import io.probity.endpoint.EndpointSpec;
import io.probity.endpoint.IpVersion;
import io.probity.net.IpLiteral;
import io.probity.tls.ChainProblem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How to see a failure with one's own eyes: commands for a POSIX shell, the most telling first.
 * They hold no secrets, and nothing in them but variables in place of secrets means anything to the
 * shell. Pure.
 */
public final class Reproduction {
  private static final Set<FailureClass> OF_CHAINS =
      Arrays.stream(ChainProblem.values())
          .map(ChainFailure::classOf)
          .collect(Collectors.toCollection(() -> EnumSet.noneOf(FailureClass.class)));

  private static final Set<FailureClass> OF_CONTENT =
      EnumSet.of(
          FailureClass.STATUS_4XX,
          FailureClass.STATUS_5XX,
          FailureClass.STATUS_429,
          FailureClass.STATUS_UNEXPECTED,
          FailureClass.ASSERTION_BODY,
          FailureClass.ASSERTION_JSON);

  private static final int MOST_SERVERS = 2;

  private final EndpointSpec spec;
  private final Failure failure;
  private final Destination to;
  private final List<Command> commands = new ArrayList<>();

  private Reproduction(EndpointSpec spec, Failure failure, Destination to) {
    this.spec = spec;
    this.failure = failure;
    this.to = to;
  }

  /**
   * The commands for a failure, at least one.
   *
   * @param address what the failed check tried last (literal), null: nothing, or it is not known
   */
  public static List<Command> of(EndpointSpec spec, Failure failure, @Nullable String address) {
    Reproduction reproduction =
        new Reproduction(spec, failure, Destination.of(spec, failure, address));
    switch (failure.cls().phase()) {
      case DNS -> reproduction.dns();
      case POLICY -> reproduction.policy();
      case CONNECT -> reproduction.connect();
      case TLS -> reproduction.tls();
      case MONITOR -> reproduction.monitor();
      case REQUEST, RESPONSE, REDIRECT, STATUS, ASSERTION -> reproduction.http();
    }
    return List.copyOf(reproduction.commands);
  }

  /** Whether a failure of this class has seen the certificates of the server. */
  public static boolean sawChain(FailureClass cls) {
    return OF_CHAINS.contains(cls);
  }

  private void dns() {
    String name = failure.evidence().get("name") instanceof String asked ? asked : to.host();
    List<String> servers =
        failure.evidence().get("resolvers") instanceof Map<?, ?> said
            ? said.keySet().stream().map(Object::toString).sorted().limit(MOST_SERVERS).toList()
            : List.of();
    for (String server : servers) {
      for (String type : types()) {
        commands.add(
            dig(server)
                .words("-q", name, "-t", type)
                .command("Ask the DNS server that the monitor asked."));
      }
    }
    if (servers.isEmpty()) {
      for (String type : types()) {
        commands.add(dig(null).words("-q", name, "-t", type).command("Ask the DNS server."));
      }
    }
    commands.add(
        new CommandLine("dig")
            .words("+trace", "-q", name, "-t", types().get(0))
            .command("Follow the delegations from the root, to see whose server is at fault."));
    servers.stream()
        .findFirst()
        .ifPresent(server -> capture(Destination.withoutPort(server), port(server)));
  }

  private CommandLine dig(@Nullable String server) {
    CommandLine line = new CommandLine("dig").words("+tries=1", "+time=3");
    return server == null
        ? line
        : line.words("@" + Destination.withoutPort(server), "-p", port(server));
  }

  private List<String> types() {
    return Stream.of("A", "AAAA")
        .filter(type -> !(spec.ipVersion() == IpVersion.V4 && type.equals("AAAA")))
        .filter(type -> !(spec.ipVersion() == IpVersion.V6 && type.equals("A")))
        .toList();
  }

  private static String port(String server) {
    String port = server.substring(server.lastIndexOf(':') + 1);
    return port.matches("\\d{1,5}") && IpLiteral.parse(server) == null ? port : "53";
  }

  private void policy() {
    commands.add(
        new CommandLine("getent")
            .words("ahosts", to.host())
            .command("See which addresses the name leads to on the machine of the monitor."));
    if (to.named()) {
      for (String type : types()) {
        commands.add(
            dig(null).words("-q", to.host(), "-t", type).command("See what DNS says of it."));
      }
    }
  }

  private void connect() {
    List<String> peers = to.addresses().isEmpty() ? List.of(to.host()) : to.addresses();
    for (String address : peers) {
      commands.add(
          new CommandLine("nc")
              .words("-vz", "-w", "5", address, Integer.toString(to.port()))
              .command("Open a TCP connection and nothing else."));
    }
    commands.add(
        CurlCommand.connecting(spec, to).command("See how far a request to this address gets."));
    capture();
  }

  private void tls() {
    commands.add(
        handshake().shell("</dev/null").command("Shake hands and see what the server presents."));
    if (sawChain(failure.cls())) {
      certificate();
    }
    switch (failure.cls()) {
      case TLS_PROTOCOL_VERSION -> {
        for (String version : List.of("-tls1_2", "-tls1_3")) {
          commands.add(
              handshake()
                  .words(version)
                  .shell("</dev/null")
                  .command("See whether the server takes this version."));
        }
      }
      case TLS_REVOKED ->
          commands.add(
              handshake()
                  .words("-status")
                  .shell("</dev/null")
                  .command("See the OCSP answer that the server staples."));
      case TLS_NOT_TLS ->
          commands.add(
              CurlCommand.inClear(spec, to)
                  .command("See whether the port speaks HTTP in clear instead."));
      default -> {}
    }
    commands.add(
        CurlCommand.pinned(spec, to, false).command("Send the same request to the same address."));
    capture();
  }

  private void certificate() {
    commands.add(
        handshake()
            .shell(
                "</dev/null 2>/dev/null | openssl x509 -noout -dates -subject -issuer"
                    + " -fingerprint -sha256 -ext subjectAltName")
            .command("Read names, dates and fingerprint of the certificate."));
  }

  private CommandLine handshake() {
    CommandLine line = new CommandLine("openssl").words("s_client");
    line.words("-connect", to.withPort(to.peer()));
    String name = to.serverName();
    if (name == null) {
      line.words("-verify_ip", to.host());
    } else {
      line.words("-servername", name, "-verify_hostname", name);
    }
    line.words("-showcerts", "-alpn", "h2,http/1.1");
    if (failure.cls() != FailureClass.TLS_PROTOCOL_VERSION
        && spec.tls().minVersion().equals("1.3")) {
      line.words("-tls1_3");
    }
    if (to.own() && spec.auth() instanceof Auth.MutualTls) {
      line.words("-cert").secret("", "CLIENT_CERTIFICATE_FILE");
      line.words("-key").secret("", "CLIENT_KEY_FILE");
    }
    return line;
  }

  private void http() {
    boolean showBody = OF_CONTENT.contains(failure.cls());
    if (to.named() && to.address() != null) {
      commands.add(
          CurlCommand.pinned(spec, to, showBody)
              .command("Send the same request to the same address."));
      commands.add(
          CurlCommand.unpinned(spec, to, showBody)
              .command(
                  "Send it to whatever address the name leads to now, to see whether only the"
                      + " other one is at fault."));
    } else {
      commands.add(CurlCommand.unpinned(spec, to, showBody).command("Send the same request."));
    }
    if (failure.cls() == FailureClass.ASSERTION_CERTIFICATE) {
      certificate();
    }
    capture();
  }

  private void monitor() {
    commands.add(
        CurlCommand.unpinned(spec, to, false)
            .command(
                "Send the same request, from the machine of the monitor and from another one."));
    if (to.address() != null) {
      commands.add(
          new CommandLine("ip")
              .words("route", "get", to.address())
              .command("See which way the machine of the monitor has to the address."));
    }
  }

  private void capture() {
    if (to.address() != null) {
      capture(to.address(), Integer.toString(to.port()));
    }
  }

  private void capture(String address, String port) {
    commands.add(
        new CommandLine("tcpdump")
            .words("-ni", "any", "host", address, "and", "port", port)
            .command("Watch the packets on the machine of the monitor (as root)."));
  }
}
