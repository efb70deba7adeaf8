package io.probity.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.probity.testing.ApiClient;
import io.probity.testing.NginxTarget;
import io.probity.testing.PackagedProbity;
import io.probity.testing.ScriptedDns;
import io.probity.testing.TestCa;
import io.probity.testing.VerifyingReceiver;
import io.probity.testing.VerifyingReceiver.Believed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged program against a real nginx with a private CA, 100 endpoints at 1 s: one fault
 * after the other, each with its class and a webhook that an independent library believes.
 */
@TestMethodOrder(MethodOrderer.MethodName.class)
class MainJobIT {
  private static final int ENDPOINTS = 100;
  private static final String[] NAMES =
      IntStream.range(0, ENDPOINTS).mapToObj(i -> "e" + i + ".probity.test").toArray(String[]::new);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path temp;

  private NginxTarget nginx;
  private VerifyingReceiver receiver;
  private ScriptedDns dns;
  private PackagedProbity probity;
  private ApiClient api;
  private final List<String> report = new ArrayList<>();

  @Test
  void tellsEachFaultByItsClassAndAnnouncesIt() throws Exception {
    assumeTrue(NginxTarget.installed(), "nginx is not installed");
    TestCa ca = TestCa.root("Probity test CA");
    TestCa stranger = TestCa.root("Nobody's CA");
    TestCa.Issued good = ca.leaf(NAMES);
    Files.writeString(temp.resolve("ca.pem"), ca.pem());
    try (VerifyingReceiver open = new VerifyingReceiver();
        ScriptedDns names = new ScriptedDns("127.0.9.53");
        NginxTarget target = NginxTarget.on("127.0.9.1");
        SilentServer silence = new SilentServer("127.0.9.2")) {
      receiver = open;
      dns = names;
      nginx = target.presenting(good.chainPem(), good.keyPem());
      resolve();
      nginx.start();
      startProbity();
      register();

      fault("nginx stopped", "connect.refused", nginx::stop, nginx::start);
      certificate("certificate expired", "tls.certificate_expired", expired(ca), good);
      certificate("wrong host", "tls.hostname_mismatch", ca.leaf("other.probity.test"), good);
      certificate("untrusted", "tls.untrusted_root", withRoot(stranger), good);
      fault("HTTP 500", "status.5xx", () -> answer("return 500;"), () -> answer("return 200 ok;"));
      fault(
          "silence",
          "response.timeout",
          () -> answer("proxy_pass http://127.0.9.2:" + silence.port() + ";"),
          () -> answer("return 200 ok;"));
      fault("DNS name gone", "dns.nxdomain", this::unresolve, this::resolve);
      killedDuringAnOutage();

      assertThat(receiver.rejected()).isEmpty();
      everythingIsStored();
    } finally {
      report.forEach(System.out::println);
      if (probity != null) {
        probity.close();
      }
    }
  }

  private void startProbity() {
    probity =
        PackagedProbity.in(temp.resolve("data"))
            .environment("PROBITY_EGRESS_ALLOW", "127.0.0.0/8")
            .environment("PROBITY_TLS_EXTRA_CA", temp.resolve("ca.pem").toString())
            .environment("PROBITY_DNS_SERVERS", "127.0.9.53:" + dns.address().getPort())
            .start()
            .awaitReady();
    api = new ApiClient(probity.uri("/"), probity.adminKey());
  }

  private void register() {
    JsonNode channel =
        api.post("/channels", Map.of("name", "receiver", "url", receiver.url().toString()));
    receiver.trust(channel.get("secret").asText());
    for (int i = 0; i < ENDPOINTS; i++) {
      api.put(
          "/endpoints/by-key/e" + i,
          Map.of(
              "url",
              "https://" + NAMES[i] + ":" + nginx.port() + "/health",
              "interval",
              "1s",
              "thresholds",
              Map.of("down", 2, "up", 1)));
    }
    await().atMost(PATIENCE).until(() -> inState("up") == ENDPOINTS);
  }

  private int inState(String state) {
    return api.get("/endpoints?limit=500&state=" + state).get("items").size();
  }

  private interface Step {
    void run() throws Exception;
  }

  private void fault(String name, String expected, Step breakIt, Step mend) throws Exception {
    int before = receiver.believed().size();
    breakIt.run();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(receiver.since(before, "endpoint.down")).hasSize(ENDPOINTS));
    List<Believed> down = receiver.since(before, "endpoint.down");
    assertThat(down.stream().map(Believed::failureClass).distinct())
        .as(name)
        .containsExactly(expected);
    assertThat(down.stream().map(Believed::key).distinct()).hasSize(ENDPOINTS);
    assertThat(storedClass()).as(name).isEqualTo(expected);
    mend.run();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(receiver.since(before, "endpoint.up")).hasSize(ENDPOINTS));
    assertThat(receiver.since(before, "endpoint.down")).hasSize(ENDPOINTS);
    report.add(name + ": " + expected + ", " + ENDPOINTS + " down and up; " + delays(down));
  }

  private void certificate(String name, String expected, TestCa.Issued bad, TestCa.Issued good)
      throws Exception {
    fault(name, expected, () -> present(bad), () -> present(good));
  }

  private void killedDuringAnOutage() throws Exception {
    int before = receiver.believed().size();
    nginx.stop();
    await()
        .atMost(PATIENCE)
        .until(() -> receiver.since(before, "endpoint.down").size() == ENDPOINTS);
    probity.kill();
    startProbity();
    await().atMost(PATIENCE).until(() -> inState("down") == ENDPOINTS);
    nginx.start();
    await().atMost(PATIENCE).until(() -> receiver.since(before, "endpoint.up").size() >= ENDPOINTS);
    assertThat(receiver.since(before, "endpoint.down").stream().map(Believed::id).distinct())
        .as("no outage is announced as a new one after the restart")
        .hasSize(ENDPOINTS);
    report.add("kill -9 during an outage: state kept, " + ENDPOINTS + " recoveries announced");
  }

  private void everythingIsStored() {
    String id = api.get("/endpoints?q=e7.probity.test").at("/items/0/id").asText();
    JsonNode checks = api.get("/endpoints/" + id + "/checks?limit=500").get("items");
    assertThat(checks.size()).isGreaterThan(30);
    JsonNode certificate = api.get("/endpoints/" + id + "/certificate");
    assertThat(certificate.get("verdict").asText()).isEqualTo("valid");
    assertThat(certificate.at("/chain/0/subjectAlternativeNames").toString())
        .contains("e7.probity.test");
    JsonNode uptime = api.get("/endpoints/" + id + "/uptime?window=24h");
    assertThat(uptime.get("incidents").asInt()).isEqualTo(8);
    assertThat(uptime.get("downSeconds").asDouble()).isPositive();
  }

  private String storedClass() {
    String id = api.get("/endpoints?q=e7.probity.test").at("/items/0/id").asText();
    return api.get("/endpoints/" + id + "/checks?limit=1&verdict=down")
        .at("/items/0/failure/class")
        .asText();
  }

  private void present(TestCa.Issued certificate) {
    nginx.presenting(certificate.chainPem(), certificate.keyPem());
    nginx.reload();
  }

  private void answer(String directives) {
    nginx.answering(directives);
    nginx.reload();
  }

  private void resolve() {
    for (String name : NAMES) {
      dns.forget(name);
      dns.addresses(name, 1, "127.0.9.1");
    }
  }

  private void unresolve() {
    for (String name : NAMES) {
      dns.forget(name);
      dns.code(name, DnsResponseCode.NXDOMAIN);
    }
  }

  private static TestCa.Issued expired(TestCa ca) {
    Instant now = Instant.now();
    return ca.leaf(now.minus(Duration.ofDays(90)), now.minus(Duration.ofHours(1)), NAMES);
  }

  private static TestCa.Issued withRoot(TestCa authority) {
    TestCa.Issued leaf = authority.leaf(NAMES);
    return new TestCa.Issued(leaf.key(), List.of(leaf.leaf(), authority.certificate()));
  }

  /** From the end of the deciding check to the arrival of its webhook. */
  private static String delays(List<Believed> events) {
    List<Double> millis =
        events.stream()
            .map(
                event -> {
                  JsonNode check = event.body().at("/data/check");
                  Instant at = Instant.parse(check.get("at").asText());
                  double start = at.getEpochSecond() * 1e9 + at.getNano();
                  double spent =
                      check.get("lagMs").asDouble() + check.at("/timings/totalMs").asDouble();
                  return (event.atNanos() - start) / 1e6 - spent;
                })
            .sorted()
            .collect(Collectors.toList());
    return "verdict to webhook ms (waits between attempts included): p50 %.0f, p99 %.0f, max %.0f"
        .formatted(
            millis.get(millis.size() / 2),
            millis.get((int) (millis.size() * 0.99) - 1),
            millis.get(millis.size() - 1));
  }

  /** Accepts connections and never says a word. */
  private static final class SilentServer implements AutoCloseable {
    private final ServerSocket socket;
    private final List<Socket> held = new CopyOnWriteArrayList<>();

    SilentServer(String address) throws IOException {
      socket = new ServerSocket(0, 1000, InetAddress.getByName(address));
      Thread thread =
          new Thread(
              () -> {
                try {
                  while (true) {
                    held.add(socket.accept());
                  }
                } catch (IOException e) {
                  // closed
                }
              },
              "silence");
      thread.setDaemon(true);
      thread.start();
    }

    int port() {
      return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      socket.close();
      for (Socket each : held) {
        each.close();
      }
    }
  }
}
