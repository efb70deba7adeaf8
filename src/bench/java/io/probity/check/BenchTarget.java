package io.probity.check;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointCodec;
import io.probity.net.EgressPolicy;
import io.probity.net.NettyEgress;
import io.probity.probe.Prober;
import io.probity.probe.http.PoolSettings;
import io.probity.probe.http.ProbeLoop;
import io.probity.probe.http.VertxProber;
import io.probity.testing.NginxTarget;
import io.probity.testing.TestCa;
import io.probity.tls.CachingChainVerifier;
import io.probity.tls.PkixChainVerifier;
import io.probity.tls.TrustAnchors;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One nginx behind 10,000 names on addresses of their own; TLS 1.3, ECDSA P-256, a chain of leaf
 * and intermediate that is verified against its root.
 */
final class BenchTarget implements AutoCloseable {
  private static final int NAMES = 10_000;
  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ([\\d.]+)s");
  private static final Pattern TIMES = Pattern.compile("(?m)^(?:user|sys)\\s+(\\d+)m([\\d.]+)s");

  private final NginxTarget nginx;
  private final TestCa root;
  private final Path hosts;

  private BenchTarget(NginxTarget nginx, TestCa root, Path hosts) {
    this.nginx = nginx;
    this.root = root;
    this.hosts = hosts;
  }

  static BenchTarget start() throws IOException {
    TestCa root = TestCa.root("Bench root");
    Instant now = Instant.now();
    TestCa intermediate =
        root.intermediate(
            "Bench CA", now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(900)));
    TestCa.Issued leaf = intermediate.leaf("*.bench.test");
    TestCa.Issued chain =
        new TestCa.Issued(leaf.key(), List.of(leaf.leaf(), intermediate.certificate()));
    NginxTarget nginx = NginxTarget.on("0.0.0.0");
    nginx.presenting(chain.chainPem(), chain.keyPem());
    nginx.answering(
        "return 200 '{\"status\": \"UP\", \"note\": \"%s\"}';".formatted("x".repeat(100)));
    nginx.start();
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < NAMES; i++) {
      names.append("127.20.%d.%d n%d.bench.test\n".formatted(i / 250, i % 250 + 1, i));
    }
    Path hosts = Files.createTempFile("probity-bench", ".hosts");
    Files.writeString(hosts, names);
    return new BenchTarget(nginx, root, hosts);
  }

  /** A prober as the product makes it, whose names come from a hosts file. */
  Prober prober(ProbeLoop loop) throws IOException {
    Path resolvConf = Files.createTempFile("probity-bench", ".conf");
    NettyEgress egress =
        new NettyEgress(
            loop.eventLoop(),
            EgressPolicy.of(List.of("127.0.0.0/8"), List.of()),
            List.of(),
            Runnable::run,
            hosts,
            resolvConf,
            System::nanoTime);
    TrustAnchors anchors = TrustAnchors.of(List.of(root.certificate()));
    return new VertxProber(
        loop,
        egress,
        new CachingChainVerifier(new PkixChainVerifier(anchors)),
        InstantSource.system(),
        PoolSettings.DEFAULT,
        "Probity/bench");
  }

  /** Endpoints with the defaults that a user gets, each of an origin of its own. */
  List<Endpoint> endpoints(int count, ConnectionMode mode, Duration interval) {
    EndpointCodec codec = new EndpointCodec(() -> Duration.ofSeconds(1), host -> null);
    ObjectMapper json = new ObjectMapper();
    List<Endpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ObjectNode body =
          json.createObjectNode()
              .put("url", "https://n%d.bench.test:%d/".formatted(i, nginx.port()))
              .put("interval", interval.toString())
              .put("connection", mode.name().toLowerCase(java.util.Locale.ROOT));
      body.putObject("pool").put("idleTimeout", "10m");
      endpoints.add(
          new Endpoint(
              i + 1,
              UUID.randomUUID(),
              0,
              1,
              Instant.EPOCH,
              Instant.EPOCH,
              codec.read(body, null)));
    }
    return endpoints;
  }

  /** CPU time of nginx's worker. */
  Duration cpu() {
    return nginx
        .workers()
        .map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** A row of the table by {@code wrk}, on one thread. */
  String wrk(String name, boolean fresh) throws IOException {
    String url = "https://127.20.0.1:%d/".formatted(nginx.port());
    String command =
        "time wrk -t1 -c%d -d5s %s %s"
            .formatted(fresh ? 16 : 64, fresh ? "-H 'Connection: close'" : "", url);
    Duration before = cpu();
    Process wrk = new ProcessBuilder("bash", "-c", command).redirectErrorStream(true).start();
    String output;
    try (BufferedReader reader = wrk.inputReader()) {
      output = String.join("\n", reader.lines().toList());
    }
    Matcher requests = REQUESTS.matcher(output);
    if (!requests.find()) {
      throw new IOException(output);
    }
    double made = Double.parseDouble(requests.group(1));
    double seconds = 0;
    Matcher times = TIMES.matcher(output);
    while (times.find()) {
      seconds += 60 * Double.parseDouble(times.group(1)) + Double.parseDouble(times.group(2));
    }
    return "| %s | %,d | %.1f | %.1f | – |"
        .formatted(
            name,
            Math.round(made / Double.parseDouble(requests.group(2))),
            seconds * 1e6 / made,
            cpu().minus(before).toNanos() / 1e3 / made);
  }

  static long ownCpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  /** Bytes, after collections. */
  static long heapInUse() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(200);
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Override
  public void close() throws IOException {
    nginx.close();
    Files.deleteIfExists(hosts);
  }
}
