package io.probity.product;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.product.ProcessTree.Memory;
import io.probity.testing.PackagedProbity;
import io.probity.testing.Shell;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Prometheus with its blackbox exporter, on the endpoints and at the interval of {@code fresh-10s}:
 * it knows of no pooled connections.
 */
final class PeersScenario implements Scenario {
  static final String NAME = "peers";

  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final double KIB_PER_MIB = 1024;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BLACKBOX =
      """
      modules:
        https:
          prober: http
          timeout: 9s
          http:
            preferred_ip_protocol: ip4
            tls_config: { ca_file: %s, server_name: %s }
      """;
  private static final String PROMETHEUS =
      """
      scrape_configs:
        - job_name: blackbox
          scrape_interval: %1$ds
          scrape_timeout: 9s
          metrics_path: /probe
          params: { module: [https] }
          file_sd_configs: [{ files: [%2$s] }]
          relabel_configs:
            - { source_labels: [__address__], target_label: __param_target }
            - { source_labels: [__param_target], target_label: instance }
            - { target_label: __address__, replacement: "127.0.0.1:%3$d" }
      """;

  private final HttpClient http = HttpClient.newHttpClient();

  private record Window(double blackbox, double prometheus, double target) {
    double all() {
      return blackbox + prometheus;
    }

    double ratio() {
      return all() / target;
    }
  }

  @Override
  public void run(Stage stage) throws Exception {
    String exporter = stage.settings().blackbox();
    if (!(Shell.has(exporter) || Files.isExecutable(Path.of(exporter)))
        || !Shell.has("prometheus")) {
      stage
          .report()
          .add(
              NAME,
              List.of(
                  "Peers: prometheus and prometheus-blackbox-exporter are not both installed."));
      return;
    }
    Path home = stage.scratch();
    int exporterPort = PackagedProbity.freePort();
    int port = PackagedProbity.freePort();
    int endpoints = stage.settings().endpoints(1000);
    write(stage.targets(), home, endpoints, exporterPort);
    List<String> blackboxCommand =
        List.of(
            exporter,
            "--config.file=" + home.resolve("blackbox.yml"),
            "--web.listen-address=127.0.0.1:" + exporterPort,
            "--log.level=error");
    List<String> prometheusCommand =
        List.of(
            "prometheus",
            "--config.file=" + home.resolve("prometheus.yml"),
            "--storage.tsdb.path=" + home.resolve("tsdb"),
            "--web.listen-address=127.0.0.1:" + port,
            "--log.level=error");
    try (Child blackbox =
            stage.open(() -> Child.start(home.resolve("blackbox.log"), blackboxCommand));
        Child prometheus =
            stage.open(() -> Child.start(home.resolve("prometheus.log"), prometheusCommand))) {
      Duration warm = stage.settings().warm();
      Thread.sleep(Math.max(warm.toMillis(), 3 * INTERVAL.toMillis()));
      double succeeded = query(port, "sum(probe_success)");
      if (succeeded != endpoints) {
        throw new IOException(
            "%.0f of %d succeeded, %s"
                .formatted(succeeded, endpoints, Files.readString(home.resolve("blackbox.log"))));
      }
      measure(stage, blackbox, prometheus, endpoints);
    }
  }

  private static void write(Targets targets, Path home, int endpoints, int exporterPort)
      throws IOException {
    Path list = home.resolve("targets.json");
    List<String> urls = IntStream.range(0, endpoints).mapToObj(targets::literalUrl).toList();
    JSON.writeValue(list.toFile(), JSON.createArrayNode().addPOJO(Map.of("targets", urls)));
    Files.writeString(
        home.resolve("blackbox.yml"), BLACKBOX.formatted(targets.root(), Targets.ANY_NAME));
    Files.writeString(
        home.resolve("prometheus.yml"),
        PROMETHEUS.formatted(INTERVAL.toSeconds(), list, exporterPort));
  }

  private static void measure(Stage stage, Child blackbox, Child prometheus, int endpoints)
      throws Exception {
    List<Window> windows = new ArrayList<>();
    for (int i = 0; i < stage.settings().windows(); i++) {
      Duration[] before = spent(stage, blackbox, prometheus);
      long began = System.nanoTime();
      Thread.sleep(stage.settings().window().toMillis());
      Duration[] after = spent(stage, blackbox, prometheus);
      double probes = (System.nanoTime() - began) / (double) INTERVAL.toNanos() * endpoints;
      double[] micros =
          IntStream.range(0, after.length)
              .mapToDouble(each -> after[each].minus(before[each]).toNanos() / 1e3 / probes)
              .toArray();
      windows.add(new Window(micros[0], micros[1], micros[2]));
    }
    windows.sort(Comparator.comparingDouble(Window::all));
    tell(
        stage.report(),
        windows.get(windows.size() / 2),
        blackbox.tree().memory(),
        prometheus.tree().memory());
  }

  private static Duration[] spent(Stage stage, Child blackbox, Child prometheus) {
    return new Duration[] {
      blackbox.tree().cpu(), prometheus.tree().cpu(), stage.targets().processes().cpu()
    };
  }

  private static void tell(Report report, Window found, Memory blackbox, Memory prometheus)
      throws IOException {
    report.addPeer("blackbox + Prometheus, fresh, 10 s", found.all());
    report.add(
        NAME,
        List.of(
            "| the same endpoints every 10 s | CPU µs per check | as a multiple of the server's | PSS MiB | CPU of it as a multiple of Probity's | PSS likewise |",
            "|---|---|---|---|---|---|",
            "| blackbox exporter + Prometheus, always a fresh connection | %.0f = %.0f + %.0f | %.1f | %.0f + %.0f | – | – |"
                .formatted(
                    found.all(),
                    found.blackbox(),
                    found.prometheus(),
                    found.ratio(),
                    blackbox.pss() / KIB_PER_MIB,
                    prometheus.pss() / KIB_PER_MIB)));
    double memory = blackbox.plus(prometheus).pss() / KIB_PER_MIB;
    for (String scenario : List.of("fresh-10s", "pooled-10s")) {
      Figures ours = report.found(scenario).orElse(null);
      if (ours != null) {
        report.add(NAME, List.of(ours(scenario, ours, found, memory)));
      }
    }
  }

  private static String ours(String scenario, Figures ours, Window theirs, double memory) {
    return "| Probity, %s | %.0f | %.1f | %.0f | %.1f | %.1f |"
        .formatted(
            scenario,
            ours.median().all(),
            ours.median().ratio(),
            ours.pss(),
            theirs.all() / ours.median().all(),
            memory / ours.pss());
  }

  /** The value of a query that has one; 0 if it has none. */
  private double query(int port, String query) throws IOException, InterruptedException {
    URI uri =
        URI.create(
            "http://127.0.0.1:%d/api/v1/query?query=%s"
                .formatted(port, URLEncoder.encode(query, StandardCharsets.UTF_8)));
    String body =
        http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body();
    JsonNode value = JSON.readTree(body).at("/data/result/0/value/1");
    return value.asDouble();
  }
}
