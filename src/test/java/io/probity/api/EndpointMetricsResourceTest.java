package io.probity.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.probity.access.ApiKeys;
import io.probity.access.Role;
import io.probity.testing.PostgresResource;
import io.probity.testing.PrometheusText;
import io.probity.testing.TargetServer;
import io.probity.testing.TestCa;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.DecoderConfig;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a Prometheus gets to see of endpoints that are really probed. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class EndpointMetricsResourceTest {
  private static final String PATH = "/metrics/endpoints";
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final TargetServer target = TargetServer.plain(with -> with.serveOk("fine"));
  private final List<String> created = new ArrayList<>();

  @Inject ApiKeys keys;

  @AfterEach
  void tidyUp() {
    created.forEach(id -> admin().delete("/api/v1/endpoints/" + id));
    target.close();
  }

  private static RequestSpecification admin() {
    return as(PostgresResource.ADMIN_KEY);
  }

  private static RequestSpecification as(String key) {
    return given().header("Authorization", "Bearer " + key);
  }

  /** Checked at once, and then so rarely that its deadlines are wide. */
  private String create(String url, String more) {
    return create(url, "30s", more);
  }

  private String create(String url, String interval, String more) {
    String id =
        admin()
            .contentType("application/json")
            .body("{\"url\": \"%s\", \"interval\": \"%s\"%s}".formatted(url, interval, more))
            .post("/api/v1/endpoints")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    created.add(id);
    return id;
  }

  private static PrometheusText scrape(String query) {
    return PrometheusText.parse(
        admin().get(PATH + query).then().statusCode(200).extract().asString());
  }

  private static Map<String, Double> series(String id) {
    return scrape("?endpoint=" + id).of(id);
  }

  private static Map<String, Double> seriesOnceThere(String id) {
    await().atMost(PATIENCE).until(() -> !series(id).isEmpty());
    return series(id);
  }

  private static Set<String> ids(String query) {
    return scrape(query).samples().keySet().stream()
        .map(each -> each.labels().get("id"))
        .collect(Collectors.toSet());
  }

  @Test
  void showsAnEndpointThatPasses() {
    Map<String, Double> series = seriesOnceThere(create(target.url("127.0.0.1", "/"), ""));
    assertThat(series)
        .containsEntry("probe_success", 1.0)
        .containsEntry("probe_http_status_code", 200.0)
        .containsEntry("probe_http_version", 1.1)
        .containsEntry("probe_http_content_length", 4.0)
        .containsEntry("probe_http_ssl", 0.0)
        .containsEntry("probe_ip_protocol", 4.0)
        .containsEntry("probe_state{state=up}", 1.0)
        .doesNotContainKey("probe_ssl_earliest_cert_expiry");
    assertThat(series.get("probe_duration_seconds")).isPositive();
    assertThat(series.keySet()).noneMatch(each -> each.startsWith("probe_failure_info"));
  }

  @Test
  void showsWhyAnEndpointFails() {
    String id = create("http://127.0.0.1:" + TargetServer.closedPort() + "/", "1s", "");
    await().atMost(PATIENCE).until(() -> series(id).containsKey("probe_state{state=down}"));
    assertThat(series(id))
        .containsEntry("probe_success", 0.0)
        .containsEntry("probe_http_status_code", 0.0)
        .containsEntry("probe_failure_info{class=connect.refused, phase=connect}", 1.0);
  }

  @Test
  void showsWhenARefusedCertificateExpires() {
    TestCa.Issued identity = TestCa.selfSigned("127.0.0.1");
    try (TargetServer secured = TargetServer.tls(identity, with -> with.serveOk("fine"))) {
      Map<String, Double> series = seriesOnceThere(create(secured.url("127.0.0.1", "/"), ""));
      assertThat(series)
          .containsEntry("probe_success", 0.0)
          .containsEntry("probe_http_ssl", 1.0)
          .containsEntry("probe_failure_info{class=tls.self_signed, phase=tls}", 1.0)
          .containsEntry("probe_tls_version_info{version=TLS 1.3}", 1.0)
          .containsEntry(
              "probe_ssl_earliest_cert_expiry",
              (double) identity.leaf().getNotAfter().toInstant().getEpochSecond());
    }
  }

  @Test
  void selectsByLabelAndById() {
    String url = target.url("127.0.0.1", "/");
    String team = "team-" + NUMBER.incrementAndGet();
    String one = create(url, ", \"labels\": {\"team\": \"%s\", \"tier\": \"1\"}".formatted(team));
    String two = create(url, ", \"labels\": {\"team\": \"%s\", \"tier\": \"2\"}".formatted(team));
    seriesOnceThere(one);
    seriesOnceThere(two);
    String labelled = "?label=team:" + team;
    assertThat(ids(labelled)).containsExactlyInAnyOrder(one, two);
    assertThat(ids(labelled + "&label=tier:2")).containsExactly(two);
    assertThat(ids(labelled + "&label=tier:3")).isEmpty();
    assertThat(ids("?endpoint=" + one + "&endpoint=" + two)).containsExactlyInAnyOrder(one, two);
    assertThat(ids(labelled + "&endpoint=" + one)).containsExactly(one);
    assertThat(ids("")).contains(one, two);
    assertThat(scrape(labelled).samples().keySet())
        .allSatisfy(each -> assertThat(each.labels()).containsEntry("label_team", team));
  }

  @Test
  void whatIsPausedOrDeletedHasNoSeries() {
    String id = create(target.url("127.0.0.1", "/"), "");
    seriesOnceThere(id);
    admin().post("/api/v1/endpoints/" + id + "/pause").then().statusCode(200);
    await().atMost(PATIENCE).until(() -> series(id).isEmpty());
    admin().post("/api/v1/endpoints/" + id + "/resume").then().statusCode(200);
    seriesOnceThere(id);
    admin().delete("/api/v1/endpoints/" + id).then().statusCode(204);
    await().atMost(PATIENCE).until(() -> series(id).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "?label=team, /label",
    "?endpoint=orders, /endpoint",
    "?state=up, /state",
    "?limit=5, /limit",
  })
  void refusesWhatItDoesNotKnow(String query, String pointer) {
    admin()
        .get(PATH + query)
        .then()
        .statusCode(422)
        .contentType("application/problem+json")
        .body("errors[0].pointer", equalTo(pointer));
  }

  @Test
  void wantsAKey() {
    given().get(PATH).then().statusCode(401).header("WWW-Authenticate", containsString("Bearer"));
    as(keys.create("viewer", Role.VIEWER, Map.of(), null).text()).get(PATH).then().statusCode(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/* | text/plain;version=0.0.4",
        "text/plain;version=0.0.4 | text/plain;version=0.0.4",
        "text/html,text/*;q=0.8 | text/plain;version=0.0.4",
        "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
            + " | application/openmetrics-text;version=1.0.0",
        "application/openmetrics-text;q=0.2,text/plain;q=0.3 | text/plain;version=0.0.4",
      })
  void answersInTheFormatThatIsPreferred(String accept, String media) {
    admin()
        .accept(accept)
        .get(PATH)
        .then()
        .statusCode(200)
        .header("Content-Type", equalTo(media + ";charset=utf-8"));
  }

  @Test
  void answersNothingElse() {
    admin().accept("application/json").get(PATH).then().statusCode(406);
    admin().post(PATH).then().statusCode(405);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"gzip | true", "deflate, gzip;q=0.5 | true", "gzip;q=0 | false", "br | false"})
  void isCompressedForThoseWhoTakeIt(String coding, boolean compressed) throws IOException {
    String id = create(target.url("127.0.0.1", "/"), "");
    seriesOnceThere(id);
    var answer =
        admin()
            .config(
                RestAssured.config()
                    .decoderConfig(DecoderConfig.decoderConfig().noContentDecoders()))
            .header("Accept-Encoding", coding)
            .get(PATH + "?endpoint=" + id);
    assertThat(answer.header("Content-Encoding")).isEqualTo(compressed ? "gzip" : null);
    byte[] body = answer.asByteArray();
    String text =
        compressed
            ? new String(
                new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes(),
                StandardCharsets.UTF_8)
            : new String(body, StandardCharsets.UTF_8);
    assertThat(PrometheusText.parse(text).of(id)).containsEntry("probe_success", 1.0);
  }
}
