package io.probity.api;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.micrometer.core.instrument.MeterRegistry;
import io.probity.access.ApiKeys;
import io.probity.access.Role;
import io.probity.db.Db;
import io.probity.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class SessionResourceTest {
  private static final String SESSION = "/api/v1/session";
  private static final String COOKIE = "probity_session";
  private static final String ENDPOINTS = "/api/v1/endpoints";

  private final ApiKeys keys;
  private final Db db;
  private final MeterRegistry meters;

  @Inject
  SessionResourceTest(ApiKeys keys, Db db, MeterRegistry meters) {
    this.keys = keys;
    this.db = db;
    this.meters = meters;
  }

  private double refused(String reason) {
    return meters.get("probity.authentication.refused").tag("reason", reason).counter().count();
  }

  private static Response logIn(String key) {
    return given().contentType("application/json").body(Map.of("key", key)).post(SESSION);
  }

  private static RequestSpecification with(String cookie) {
    return given().cookie(COOKIE, cookie);
  }

  private ApiKeys.Created key(Role role) {
    return keys.create("browser", role, Map.of("team", "x"), null);
  }

  @Test
  void exchangesAKeyForACookieThatNoScriptReads() {
    Response answer = logIn(key(Role.VIEWER).text());
    answer.then().statusCode(204);
    assertThat(answer.header("Set-Cookie"))
        .contains("HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200")
        .doesNotContain("Secure", "Domain");
    with(answer.cookie(COOKIE))
        .get(SESSION)
        .then()
        .statusCode(200)
        .body("name", equalTo("browser"))
        .body("role", equalTo("viewer"))
        .body("labels.team", equalTo("x"))
        .body("expiresAt", not(nullValue()));
    with(answer.cookie(COOKIE)).get(ENDPOINTS).then().statusCode(200);
  }

  @Test
  void endsAtTheLogOutAndWithItsKey() {
    ApiKeys.Created key = key(Role.VIEWER);
    String cookie = logIn(key.text()).cookie(COOKIE);
    String other = logIn(key.text()).cookie(COOKIE);
    with(cookie)
        .header("Sec-Fetch-Site", "same-origin")
        .delete(SESSION)
        .then()
        .statusCode(204)
        .cookie(COOKIE, "");
    with(cookie).get(ENDPOINTS).then().statusCode(401);
    with(other).get(ENDPOINTS).then().statusCode(200);
    keys.revoke(key.key().id());
    with(other).get(ENDPOINTS).then().statusCode(401);
  }

  @ParameterizedTest
  @CsvSource({
    "Sec-Fetch-Site, same-origin, 422",
    "Sec-Fetch-Site, same-site, 403",
    "Sec-Fetch-Site, cross-site, 403",
    "Sec-Fetch-Site, none, 403",
    "Origin, OURS, 422",
    "Origin, https://evil.example, 403",
    "Origin, null, 403",
    "X-Requested-With, curl, 422",
    "X-Other, x, 403",
  })
  void changesNothingForOtherSites(String header, String value, int status) {
    String ours = "http://localhost:" + RestAssured.port;
    with(logIn(key(Role.EDITOR).text()).cookie(COOKIE))
        .header(header, value.equals("OURS") ? ours : value)
        .contentType("application/json")
        .body("{}")
        .post(ENDPOINTS)
        .then()
        .statusCode(status);
  }

  @Test
  void letsTheHeaderWinOverTheCookie() {
    String cookie = logIn(key(Role.VIEWER).text()).cookie(COOKIE);
    with(cookie)
        .header("Authorization", "Bearer " + key(Role.EDITOR).text())
        .contentType("application/json")
        .body("{}")
        .post(ENDPOINTS)
        .then()
        .statusCode(422);
    with(cookie).header("Authorization", "Bearer pk_wrong").get(ENDPOINTS).then().statusCode(401);
  }

  @Test
  void countsWhatOpensNothing() {
    double tokens = refused("key");
    double cookies = refused("session");
    double logIns = refused("log_in");
    given().header("Authorization", "Bearer pk_wrong").get(ENDPOINTS).then().statusCode(401);
    with("wrong").get(ENDPOINTS).then().statusCode(401);
    with("wrong").get(ENDPOINTS).then().statusCode(401);
    logIn("pk_wrong").then().statusCode(401);
    given().get(ENDPOINTS).then().statusCode(401);
    assertThat(refused("key")).isEqualTo(tokens + 1);
    assertThat(refused("session")).isEqualTo(cookies + 2);
    assertThat(refused("log_in")).isEqualTo(logIns + 1);
  }

  @Test
  void boundsGuessing() throws IOException {
    double before = refused("too_many_log_ins");
    String wrong = "{\"key\": \"pk_wrong\"}";
    for (int i = 0; i < 10; i++) {
      assertThat(fromElsewhere(wrong)).startsWith("HTTP/1.1 401 ");
    }
    String refused = fromElsewhere("{\"key\": \"" + key(Role.VIEWER).text() + "\"}");
    assertThat(refused)
        .startsWith("HTTP/1.1 429 ")
        .containsPattern("(?i)retry-after: [1-6]?[0-9]\r\n")
        .contains("application/problem+json");
    assertThat(refused("too_many_log_ins")).isEqualTo(before + 1);
    logIn(key(Role.VIEWER).text()).then().statusCode(204);
  }

  /** Logs in from an address that no other test uses. */
  private static String fromElsewhere(String body) throws IOException {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress("127.0.0.77", 0));
      socket.connect(new InetSocketAddress("127.0.0.1", RestAssured.port), 5_000);
      socket.setSoTimeout(10_000);
      String request =
          "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
              + "Content-Type: application/json\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body;
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  @Test
  void leavesNoTextOfAKeyBehind() {
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    Handler ear =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            heard.add(ExtLogRecord.wrap(line).getFormattedMessage() + line.getThrown());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger.getLogger("").addHandler(ear);
    try {
      Response made =
          given()
              .header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY)
              .contentType("application/json")
              .body(Map.of("name", "planted", "role", "admin"))
              .post("/api/v1/keys");
      String text = made.path("key");
      String cookie = logIn(text).cookie(COOKIE);
      RequestSpecification planted = given().header("Authorization", "Bearer " + text);
      for (String path :
          new String[] {"keys?limit=500", "keys/" + made.path("id"), "audit", "session"}) {
        assertThat(planted.get("/api/v1/" + path).asString()).doesNotContain(text, cookie);
      }
      for (String table : new String[] {"api_key", "session", "audit"}) {
        assertThat(db.list("SELECT t::text FROM " + table + " t", row -> row.getString(1)))
            .isNotEmpty()
            .noneMatch(row -> row.contains(text) || row.contains(cookie));
      }
      Logger.getLogger("planted").warning("an ear that hears");
      assertThat(heard)
          .isNotEmpty()
          .noneMatch(line -> line.contains(text) || line.contains(cookie));
    } finally {
      Logger.getLogger("").removeHandler(ear);
    }
  }
}
