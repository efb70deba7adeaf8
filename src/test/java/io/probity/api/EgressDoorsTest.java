package io.probity.api;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.probity.testing.PostgresResource;
import io.probity.testing.TargetServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Knocks at every door that a caller of the API can reach, to get at a server on an address that
 * the policy denies among others that it allows. Nothing may ever connect to it. Names that lead
 * there are in {@code BypassTest}; what OCSP, CRL and AIA do in {@code RevocationLookupTest} and
 * {@code MissingIssuerTest}, the heartbeat in {@code HeartbeatClientTest}, the references in {@code
 * NettySurroundingsTest}.
 */
@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, restrictToAnnotatedClass = true)
@TestProfile(EgressDoorsTest.OneDenied.class)
class EgressDoorsTest {
  private static final String DENIED = "127.0.0.66";

  /** All of loopback is allowed by the test's database, but for one address. */
  public static final class OneDenied implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("probity.egress.deny", DENIED + "/32");
    }
  }

  private final TargetServer forbidden =
      TargetServer.plainOn(DENIED, with -> with.serveOk("secret"));

  @BeforeEach
  void suggestAProxy() {
    for (String scheme : List.of("http", "https")) {
      System.setProperty(scheme + ".proxyHost", DENIED);
      System.setProperty(scheme + ".proxyPort", String.valueOf(forbidden.port()));
      System.setProperty(scheme + ".nonProxyHosts", "localhost"); // where the test itself calls
    }
  }

  @AfterEach
  void nothingHasEverConnected() {
    for (String scheme : List.of("http", "https")) {
      System.clearProperty(scheme + ".proxyHost");
      System.clearProperty(scheme + ".proxyPort");
      System.clearProperty(scheme + ".nonProxyHosts");
    }
    assertThat(forbidden.connections()).isZero();
    forbidden.close();
  }

  private static RequestSpecification admin() {
    return given()
        .header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY)
        .contentType("application/json");
  }

  private static Response post(String path, Map<String, ?> body) {
    return admin().body(body).post("/api/v1/" + path);
  }

  private String url(String authority) {
    return "http://" + authority + ":" + forbidden.port() + "/";
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.66, the address itself",
    "user@127.0.0.66, user-info",
    "example.com@127.0.0.66, a host that is user-info",
    "2130706498, decimal",
    "017700000102, octal",
    "0177.0.0.0102, octal parts",
    "0x7f000042, hexadecimal",
    "0x7f.0.0.0x42, hexadecimal parts",
    "127.66, short",
    "127.0.0.66., a trailing dot",
    "127.0.0.066, a leading zero",
    "１２７.0.0.66, full-width digits",
    "127。0。0。66, other dots",
    "127.0.0.66%00.example.com, a NUL",
    "127.0.0.66%2f.example.com, an encoded slash",
    "127.0.0.66#.example.com, a fragment",
    "127.0.0.66\\\\.example.com, a backslash",
    "[::ffff:127.0.0.66], mapped",
    "[::ffff:7f00:42], mapped in hexadecimal",
    "[0:0:0:0:0:ffff:7f00:42], mapped at length",
    "[::127.0.0.66], compatible",
    "[64:ff9b::7f00:42], NAT64",
    "[64:ff9b:1::7f00:42], NAT64 of a site",
    "[2002:7f00:42::1], 6to4",
    "[2001:0:808:808::80ff:ffbd], Teredo",
    "[::ffff:127.0.0.66%lo], a zone",
    "[::ffff:127.0.0.66%25lo], an encoded zone",
    "[fe80::1%25lo], link-local"
  })
  void noSpellingIsTakenOnWrite(String authority, String trick) {
    Map<String, String> body = Map.of("url", url(authority));
    for (String door : List.of("endpoints", "probe", "channels")) {
      post(door, body).then().statusCode(422).body("errors.pointer", hasItem("/url"));
    }
  }

  @Test
  void noRedirectLeadsThere() {
    try (TargetServer open =
        TargetServer.plain(
            with -> {
              with.request();
              with.respond("302 Found", "Location: " + url(DENIED), "");
            })) {
      post("probe", Map.of("url", open.url("127.0.0.1", "/"), "retry", Map.of("maxAttempts", 1)))
          .then()
          .statusCode(200)
          .body("failure.class", equalTo("egress.denied"))
          .body("failure.detail", containsString("probity.egress.deny"));
    }
  }

  @Test
  void noReceiverSendsAnywhereElse() {
    try (TargetServer open =
        TargetServer.plain(
            with -> {
              with.request();
              with.respond("307 Go", "Location: " + url(DENIED), "");
            })) {
      String channel =
          post("channels", Map.of("url", open.url("127.0.0.1", "/"), "name", "elsewhere"))
              .then()
              .statusCode(201)
              .extract()
              .path("id");
      String delivery = post("channels/" + channel + "/test", Map.of()).path("id");
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(
                          admin().get("/api/v1/deliveries/" + delivery).<Integer>path("attempts"))
                      .isPositive());
      admin().delete("/api/v1/channels/" + channel).then().statusCode(204);
    }
  }

  @Test
  void noDocumentBringsOneIn() {
    Map<String, ?> entry = Map.of("key", "inside", "url", url(DENIED));
    admin()
        .body(Map.of("managedBy", "bypass", "endpoints", List.of(entry)))
        .put("/api/v1/config")
        .then()
        .statusCode(422)
        .body("errors.pointer", hasItem("/endpoints/0/url"));
    post("endpoints:batch", Map.of("endpoints", List.of(entry)))
        .then()
        .statusCode(422)
        .body("errors.pointer", hasItem("/endpoints/0/url"));
    String gatus = "endpoints:\n  - name: inside\n    url: " + url(DENIED) + "\n";
    admin()
        .contentType("application/yaml")
        .body(gatus.getBytes(UTF_8))
        .post("/api/v1/import/gatus")
        .then()
        .statusCode(200)
        .body("plan.created", equalTo(0));
  }
}
