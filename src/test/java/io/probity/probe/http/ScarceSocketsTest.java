package io.probity.probe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.probity.testing.TargetServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Runs short of files and of ports, for real, in a process of its own. */
class ScarceSocketsTest {
  private static final String IN_A_SHELL = "exec /bin/bash -c ";
  private static final String IN_A_NETWORK_OF_ITS_OWN = "exec unshare -n /bin/bash -c ";

  private static Process shell(String script) throws IOException {
    ProcessBuilder shell = new ProcessBuilder("/bin/bash", "-c", script);
    String classes = System.getProperty("java.class.path");
    shell.environment().put("CLASSPATH", System.getProperty("surefire.test.class.path", classes));
    return shell.redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static List<String> probing(String limits, String args, String around)
      throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String program =
        "%s exec %s -Xmx256m -XX:+UseSerialGC %s %s"
            .formatted(limits, java, ScarceSockets.class.getName(), args);
    Process child = shell(around + "'" + program + "'");
    try {
      String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return said.lines().filter(line -> line.matches("(dns )?(before|during|after): .*")).toList();
    } finally {
      child.destroyForcibly();
    }
  }

  private static long during(List<String> said, String end) {
    String start = "during: " + end + " ";
    return said.stream()
        .filter(line -> line.startsWith(start))
        .mapToLong(line -> Long.parseLong(line.substring(start.length())))
        .sum();
  }

  @Test
  void withoutFilesTheFaultIsOursAndProbingGoesOn() throws IOException, InterruptedException {
    try (TargetServer server = ScarceSockets.answersOk()) {
      int port = URI.create(server.url("x.test", "/")).getPort();
      List<String> said = probing("ulimit -n 600;", "800 " + port, IN_A_SHELL);
      assertThat(said)
          .contains("before: up", "after: up", "dns before: TIMEOUT", "dns after: TIMEOUT")
          .contains("dns during: OVERLOADED");
      assertThat(during(said, "monitor.overloaded")).isGreaterThanOrEqualTo(200);
      assertThat(during(said, "monitor.overloaded") + during(said, "response.timeout"))
          .isEqualTo(800);
    }
  }

  @Test
  void withoutPortsTheFaultIsOurs() throws IOException, InterruptedException {
    String network =
        "ip link set lo up && echo 40000 40049 > /proc/sys/net/ipv4/ip_local_port_range";
    assumeThat(shell(IN_A_NETWORK_OF_ITS_OWN + "'" + network + "'").waitFor())
        .as("a network namespace may be made")
        .isZero();
    List<String> said = probing(network + " &&", "80", IN_A_NETWORK_OF_ITS_OWN);
    assertThat(said).contains("before: up");
    assertThat(during(said, "monitor.overloaded")).isBetween(25L, 40L);
    assertThat(during(said, "monitor.overloaded") + during(said, "response.timeout")).isEqualTo(80);
  }
}
