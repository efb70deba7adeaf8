package io.probity.probe.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.ssl.SslProvider;
import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.probe.Attempt;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.ProbeJson;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import io.probity.tls.ChainVerdict;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An attempt in a process of its own that lacks something, and what that process said of it. */
final class DeprivedProbe {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MARK = "ATTEMPT ";

  private DeprivedProbe() {}

  /** A process whose every file descriptor is taken. */
  static Scenario.Played withoutDescriptors() throws IOException, InterruptedException {
    String url = "http://127.0.0.1:" + TargetServer.closedPort() + "/";
    String[] limited = {"sh", "-c", "ulimit -n 1024 && exec \"$@\"", "sh"};
    return run(limited, "descriptors", url, "127.0.0.1:");
  }

  /**
   * A process in a network namespace of its own, without any route. Where those are not to be had,
   * the resolver is at an address that the kernel refuses to send to.
   */
  static Scenario.Played withoutNetwork(Stage stage) throws IOException, InterruptedException {
    for (String[] unshare : new String[][] {{"unshare", "-n"}, {"unshare", "-rn"}}) {
      if (exitOf(unshare[0], unshare[1], "true") == 0) {
        return run(unshare, "network", "https://" + Stage.HOST + "/", Stage.HOST);
      }
    }
    return new Scenario.Played(unsent(SslProvider.JDK, "255.255.255.255"), List.of(Stage.HOST));
  }

  private static Attempt unsent(SslProvider engine, String resolver) {
    try (ProberFixture probe =
        new ProberFixture(
            engine,
            (presented, host, now) -> ChainVerdict.VALID,
            loop -> Stage.names(loop, new InetSocketAddress(resolver, 53)))) {
      return probe.fresh(Specs.of("https://" + Stage.HOST + "/"));
    }
  }

  /** What the process runs: what it lacks, and the URL to probe. */
  public static void main(String[] args) throws Exception {
    Attempt attempt =
        args[0].equals("network")
            ? unsent(SslProvider.JDK, "127.0.0.1")
            : starved(Specs.of(args[1]).endpoint());
    System.out.println(MARK + ProbeJson.attempt(attempt));
    System.exit(0);
  }

  /** Once everything is loaded and set up, takes all descriptors that are left. */
  private static Attempt starved(Endpoint endpoint) throws IOException {
    List<FileInputStream> taken = new ArrayList<>();
    try (ProberFixture probe = new ProberFixture(SslProvider.JDK)) {
      probe.attempt(endpoint, ConnectionMode.FRESH);
      try {
        while (true) {
          taken.add(new FileInputStream("/dev/null"));
        }
      } catch (IOException full) {
        return probe.attempt(endpoint, ConnectionMode.FRESH);
      } finally {
        for (FileInputStream each : taken) {
          each.close();
        }
      }
    }
  }

  private static Scenario.Played run(String[] around, String lacking, String url, String named)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(around));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(DeprivedProbe.class.getName(), lacking, url));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int mark = said.indexOf(MARK);
      if (mark < 0) {
        throw new AssertionError("the process said only: " + said);
      }
      return new Scenario.Played(
          parsed(JSON.readTree(said.substring(mark + MARK.length()))), List.of(named));
    } finally {
      process.destroyForcibly();
    }
  }

  private static int exitOf(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).start();
      return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } catch (IOException notThere) {
      return -1;
    }
  }

  private static Attempt parsed(JsonNode node) {
    JsonNode failure = node.path("failure");
    FailureClass cls = FailureClass.ofWireName(failure.path("class").textValue()).orElseThrow();
    Map<String, Object> evidence = JSON.convertValue(failure.path("evidence"), Map.class);
    return new Attempt(
        Instant.parse(node.path("at").textValue()),
        new io.probity.probe.Timings(-1, -1, -1, -1, -1, -1, 0),
        node.path("address").textValue(),
        null,
        null,
        null,
        new Failure(cls, failure.path("detail").textValue(), evidence),
        null);
  }
}
