package io.probity.product;

import io.probity.testing.NginxTarget;
import io.probity.testing.PackagedProbity;
import io.probity.testing.TestCa;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * One server behind any number of names, each with an address of its own; TLS 1.3, ECDSA P-256, a
 * chain of leaf and intermediate. It runs as a process of its own: nginx where that is installed.
 */
final class Targets implements AutoCloseable {
  /** What a certificate is good for besides. */
  static final String ANY_NAME = "n0.bench.test";

  private static final int HOSTS = 250;
  private static final int FIRST_NETWORK = 20;
  private static final String BODY =
      "{\"status\": \"UP\", \"note\": \"%s\"}".formatted("x".repeat(100));

  private final WildcardDns dns = new WildcardDns(Targets::address);
  private final Path root;
  private final int port;
  private final ProcessTree processes;
  private final String server;
  private final AutoCloseable end;

  private Targets(Path root, int port, ProcessTree processes, String server, AutoCloseable end) {
    this.root = root;
    this.port = port;
    this.processes = processes;
    this.server = server;
    this.end = end;
  }

  /**
   * Starts it.
   *
   * @param directory for its certificates, empty
   */
  static Targets start(Path directory) throws IOException {
    TestCa root = TestCa.root("Bench root");
    Instant now = Instant.now();
    TestCa intermediate =
        root.intermediate(
            "Bench CA", now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(900)));
    TestCa.Issued leaf = intermediate.leaf("*.bench.test");
    TestCa.Issued chain =
        new TestCa.Issued(leaf.key(), List.of(leaf.leaf(), intermediate.certificate()));
    Path anchor = directory.resolve("root.pem");
    Files.writeString(
        anchor, new TestCa.Issued(leaf.key(), List.of(root.certificate())).chainPem());
    return NginxTarget.installed() ? nginx(chain, anchor) : vertx(chain, anchor, directory);
  }

  private static Targets nginx(TestCa.Issued chain, Path anchor) {
    NginxTarget nginx = NginxTarget.on("0.0.0.0");
    nginx.presenting(chain.chainPem(), chain.keyPem());
    nginx.answering(
        "keepalive_timeout 1h; keepalive_requests 1000000000; return 200 '%s';".formatted(BODY));
    nginx.start();
    long worker = nginx.workers().findFirst().orElseThrow().pid();
    return new Targets(anchor, nginx.port(), ProcessTree.alone(worker), "nginx", nginx);
  }

  private static Targets vertx(TestCa.Issued chain, Path anchor, Path directory)
      throws IOException {
    Path certificate = directory.resolve("chain.pem");
    Path key = directory.resolve("key.pem");
    Files.writeString(certificate, chain.chainPem());
    Files.writeString(key, chain.keyPem());
    int port = PackagedProbity.freePort();
    Child child =
        Child.java(
            directory.resolve("target.log"),
            TlsTarget.class.getName(),
            List.of("0.0.0.0", String.valueOf(port), certificate.toString(), key.toString(), BODY));
    Awaitility.await().until(() -> listens(port));
    return new Targets(anchor, port, child.tree(), "Vert.x", child);
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** The loopback address behind a name. */
  static String address(int number) {
    return "127.%d.%d.%d"
        .formatted(
            FIRST_NETWORK + number / (HOSTS * HOSTS), number / HOSTS % HOSTS, number % HOSTS + 1);
  }

  static String name(int number) {
    return "n%d.bench.test".formatted(number);
  }

  /** A URL by name, of an origin of its own. */
  String url(int number) {
    return "https://%s:%d/".formatted(name(number), port);
  }

  /** The same origin by its address, for those who cannot be told of a DNS server. */
  String literalUrl(int number) {
    return "https://%s:%d/".formatted(address(number), port);
  }

  /** The root certificate, PEM. */
  Path root() {
    return root;
  }

  String dns() {
    return dns.address();
  }

  /** What answers, and nothing else. */
  ProcessTree processes() {
    return processes;
  }

  /** The name of the server. */
  String server() {
    return server;
  }

  @Override
  public void close() throws Exception {
    end.close();
    dns.close();
  }
}
