package io.probity.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.probity.testing.GrafanaDashboard;
import io.probity.testing.PostgresResource;
import io.probity.testing.PrometheusRules;
import io.probity.testing.PrometheusRules.Selector;
import io.probity.testing.PrometheusText;
import io.probity.testing.PrometheusText.Series;
import io.probity.testing.Shell;
import io.probity.testing.TargetServer;
import io.probity.testing.TestCa;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds the rules in {@code deploy/prometheus} and the dashboards in {@code deploy/grafana} to the
 * names that the program really shows.
 */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class MetricNamesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Path RULES = Path.of("deploy/prometheus");
  private static final Path DASHBOARDS = Path.of("deploy/grafana/dashboards");

  /** The framework's own, which promtool finds fault with. */
  private static final String FOREIGN = "(netty|ft|jvm|process|system|http_server)_.*";

  private final List<String> created = new ArrayList<>();

  @TempDir Path temp;

  @AfterEach
  void tidyUp() {
    created.forEach(id -> admin().delete("/api/v1/endpoints/" + id));
  }

  private static RequestSpecification admin() {
    return given().header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY);
  }

  private static String scrape(String path) {
    return admin().accept("text/plain").get(path).then().statusCode(200).extract().asString();
  }

  private void create(String url, String more) {
    created.add(
        admin()
            .contentType("application/json")
            .body("{\"url\": \"%s\", \"interval\": \"1s\"%s}".formatted(url, more))
            .post("/api/v1/endpoints")
            .then()
            .statusCode(201)
            .extract()
            .path("id"));
  }

  private static List<Selector> rules(String file) {
    return PrometheusRules.read(RULES.resolve(file)).selectors();
  }

  private static List<Selector> dashboard(String file) {
    return GrafanaDashboard.read(DASHBOARDS.resolve(file)).selectors();
  }

  /** What is asked for and none of these series gives. Prometheus itself adds the instance. */
  private static List<Selector> missing(List<Selector> asked, Set<Series> series) {
    return asked.stream().filter(each -> series.stream().noneMatch(each::takes)).toList();
  }

  @Test
  void theServiceShowsAllThatItsRulesAskFor() {
    assertThat(missing(rules("probity.rules.yml"), PrometheusText.series(scrape("/q/metrics"))))
        .isEmpty();
  }

  @Test
  void theServiceShowsAllThatItsDashboardAsksFor() {
    System.gc(); // before the first collection there is no series of their pauses
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        missing(
                            dashboard("service.json"), PrometheusText.series(scrape("/q/metrics"))))
                    .isEmpty());
  }

  @Test
  void endpointsShowAllThatTheirRulesAndTheirDashboardAskFor() {
    List<Selector> asked = new ArrayList<>(rules("endpoints.rules.yml"));
    asked.addAll(dashboard("endpoints.json"));
    TestCa.Issued identity = TestCa.selfSigned("127.0.0.1");
    try (TargetServer plain = TargetServer.plain(with -> with.serveOk("fine"));
        TargetServer secured = TargetServer.tls(identity, with -> with.serveOk("fine"))) {
      create(
          plain.url("127.0.0.1", "/"),
          ", \"assertions\": [{\"source\": \"header\", \"name\": \"X-None\", \"exists\": true,"
              + " \"severity\": \"degraded\"}]");
      create(plain.url("127.0.0.1", "/up"), "");
      create(plain.url("127.0.0.1", "/unknown"), ", \"thresholds\": {\"up\": 100}");
      create(secured.url("127.0.0.1", "/"), ""); // is refused, so that it is down
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(missing(asked, PrometheusText.series(scrape("/metrics/endpoints"))))
                      .isEmpty());
    }
  }

  @Test
  void theReadmeExplainsEveryMetricOfOurs() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    assertThat(
            PrometheusText.series(scrape("/q/metrics")).stream()
                .map(Series::name)
                .filter(name -> name.startsWith("probity_"))
                .distinct())
        .hasSizeGreaterThan(50)
        .allSatisfy(
            name -> {
              String histogram = name.replaceFirst("_(bucket|count|sum|max)$", "");
              assertThat(readme).containsPattern("`(%s|%s)[`{]".formatted(name, histogram));
            });
  }

  @Test
  void promtoolFindsNoFaultWithWhatIsOurs() throws IOException {
    assumeTrue(Shell.installed("promtool"), "promtool is not installed");
    for (String path : List.of("/q/metrics", "/metrics/endpoints")) {
      Path file = temp.resolve("metrics.txt");
      Files.writeString(file, scrape(path));
      String said = Shell.run("promtool check metrics < " + file + "; echo ended: $?", Map.of());
      // 3: there were complaints, but it could be read.
      assertThat(said).matches("(?s).*ended: [03]\n");
      assertThat(said.lines().filter(line -> !line.startsWith("ended")))
          .allMatch(line -> line.matches(FOREIGN));
    }
  }

  @Test
  void seriesOfTheServiceAreFewAndNameNoEndpoint() {
    try (TargetServer target = TargetServer.plain(with -> with.serveOk("fine"))) {
      Set<Series> before = PrometheusText.series(scrape("/q/metrics"));
      for (int i = 0; i < 20; i++) {
        create(target.url("127.0.0.1", "/" + i), "");
      }
      await()
          .atMost(PATIENCE)
          .until(() -> PrometheusText.series(scrape("/metrics/endpoints")).size() > 20 * 10);
      Set<Series> after = PrometheusText.series(scrape("/q/metrics"));
      assertThat(after.size()).isLessThan(800).isLessThan(before.size() + 20);
      assertThat(after)
          .noneMatch(each -> each.labels().containsKey("endpoint"))
          .noneMatch(each -> each.labels().containsKey("target"));
    }
  }
}
