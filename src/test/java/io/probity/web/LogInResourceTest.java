package io.probity.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.probity.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How people come to the pages, and what they meet where they may not be. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class LogInResourceTest {
  private static final String COOKIE = "probity_session";

  private static RequestSpecification browser() {
    return given()
        .redirects()
        .follow(false)
        .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
        .header("Sec-Fetch-Site", "same-origin");
  }

  private static Response logIn(String key, String next) {
    return browser()
        .contentType(ContentType.URLENC)
        .formParam("key", key)
        .formParam("next", next)
        .post("/log-in");
  }

  @ParameterizedTest
  @CsvSource({"/, /log-in", "/keys?x=a%20b, /log-in?next=%2Fkeys%3Fx%3Da%2520b"})
  void sendsWhoeverIsNotLoggedInToWhereTheyCan(String page, String where) {
    browser()
        .urlEncodingEnabled(false)
        .get(page)
        .then()
        .statusCode(303)
        .header("Location", where.equals("/log-in") ? equalTo(where) : startsWith(where));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/endpoints", "/q/metrics", "/openapi"})
  void answersProgramsInTheirLanguage(String path) {
    browser().get(path).then().statusCode(401).contentType("application/problem+json");
    given().get("/").then().statusCode(401).contentType("application/problem+json");
  }

  @Test
  void leadsToThePageAskedForAndOutAgain() {
    Response answer = logIn(PostgresResource.ADMIN_KEY, "/channels?state=dead");
    answer.then().statusCode(303).header("Location", containsString("/channels?state=dead"));
    assertThat(answer.header("Set-Cookie")).contains("HttpOnly", "SameSite=Strict", "Path=/");
    String cookie = answer.cookie(COOKIE);
    browser().cookie(COOKIE, cookie).get("/api/v1/session").then().statusCode(200);
    browser().cookie(COOKIE, cookie).post("/log-out").then().statusCode(303).cookie(COOKIE, "");
    browser().cookie(COOKIE, cookie).get("/api/v1/session").then().statusCode(401);
  }

  @Test
  void saysThatAKeyOpensNothing() {
    logIn("pk_wrong", "/keys")
        .then()
        .statusCode(401)
        .contentType("text/html")
        .body(containsString("This key is unknown, revoked or expired."))
        .body(containsString("value=\"/keys\""));
    browser().contentType(ContentType.URLENC).post("/log-in").then().statusCode(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/a b",
        ""
      })
  void sendsNobodyToAnotherSite(String next) {
    assertThat(LogInResource.local(next)).isEqualTo("/");
  }

  @Test
  void saysOnAPageWhatIsNotThere() {
    String cookie = logIn(PostgresResource.ADMIN_KEY, "/").cookie(COOKIE);
    browser()
        .cookie(COOKIE, cookie)
        .get("/no-such-page")
        .then()
        .statusCode(404)
        .contentType("text/html")
        .header("Content-Security-Policy", containsString("script-src 'self'"))
        .body(containsString("Nothing here"));
  }

  @Test
  void handsOutAssetsToKeepForEver() {
    String url = new Assets().url("base.css");
    String name = url.substring(url.lastIndexOf('/'));
    given()
        .get(url)
        .then()
        .statusCode(200)
        .contentType("text/css")
        .header("Cache-Control", containsString("immutable"))
        .header("Content-Encoding", equalTo("gzip"))
        .body(containsString("--accent"));
    given().get("/assets/old" + name).then().header("Cache-Control", equalTo("no-cache"));
    given().get("/assets/old/none.css").then().statusCode(404);
  }
}
