package io.probity.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.probity.access.ApiKeys;
import io.probity.access.Role;
import io.probity.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class EndpointsResourceTest {
  private static final String BASE = "/api/v1/endpoints";
  private static final AtomicInteger NUMBER = new AtomicInteger();

  @Inject ApiKeys keys;

  private static RequestSpecification admin() {
    return as(PostgresResource.ADMIN_KEY);
  }

  private static RequestSpecification as(String key) {
    return given()
        .config(
            RestAssured.config()
                .encoderConfig(
                    EncoderConfig.encoderConfig()
                        .encodeContentTypeAs("application/merge-patch+json", ContentType.TEXT)
                        .encodeContentTypeAs("application/yaml", ContentType.TEXT)
                        .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
        .header("Authorization", "Bearer " + key);
  }

  private static RequestSpecification json(String body) {
    return admin().contentType("application/json").body(body);
  }

  private static String newKey() {
    return "key-" + NUMBER.incrementAndGet();
  }

  private static Response create(String members) {
    Response response =
        json("{\"url\": \"https://h.example/\"" + (members.isEmpty() ? "" : ", " + members) + "}")
            .post(BASE);
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(201);
    return response;
  }

  private static String path(Response created) {
    return BASE + "/" + created.jsonPath().getString("id");
  }

  @Test
  void registersWithNothingButAUrl() {
    Response created = create("");
    created
        .then()
        .header("Location", endsWith(path(created)))
        .header("ETag", equalTo("\"1\""))
        .body("name", equalTo("h.example"))
        .body("interval", equalTo("60s"))
        .body("revision", equalTo(1))
        .body("createdAt", startsWith("20"))
        .body("health.state", equalTo("unknown"))
        .body("health.observed", equalTo("unknown"))
        .body("health.flapping", equalTo(false))
        .body("health.lastCheck", nullValue())
        .body("health.nextCheckAt", notNullValue());
    admin().get(created.header("Location")).then().statusCode(200).header("ETag", "\"1\"");
  }

  @Test
  void masksSecretsEverywhere() {
    Response created =
        create(
            "\"auth\": {\"type\": \"bearer\", \"token\": \"s3cret\"}, \"secretHeaders\": {\"X-K\": \"s3cret\"}");
    created.then().body("auth.token", equalTo("***")).body("secretHeaders.X-K", equalTo("***"));
    assertThat(admin().get(path(created)).asString()).doesNotContain("s3cret");
    assertThat(admin().get(BASE + "?limit=500").asString()).doesNotContain("s3cret");
  }

  @Test
  void whatWasReadCanBeWrittenBack() {
    Response created =
        create(
            "\"auth\": {\"type\": \"bearer\", \"token\": \"t\"}, \"thresholds\": {\"confirm\": null}");
    Response read = admin().get(path(created));
    json(read.asString())
        .header("If-Match", read.header("ETag"))
        .put(path(created))
        .then()
        .statusCode(200)
        .header("ETag", "\"1\"")
        .body("thresholds.confirm", nullValue());
  }

  @Test
  void refusesAStaleWrite() {
    Response created = create("");
    json("{\"url\": \"https://h.example/2\"}").put(path(created)).then().header("ETag", "\"2\"");
    json("{\"url\": \"https://h.example/3\"}")
        .header("If-Match", "\"1\"")
        .put(path(created))
        .then()
        .statusCode(412)
        .contentType("application/problem+json")
        .body("detail", containsString("\"2\""));
    json("{}").header("If-Match", "\"1\"").patch(path(created)).then().statusCode(412);
    admin().header("If-Match", "\"1\"").delete(path(created)).then().statusCode(412);
    admin().header("If-Match", "\"2\"").delete(path(created)).then().statusCode(204);
    admin().get(path(created)).then().statusCode(404);
    admin().delete(path(created)).then().statusCode(404);
  }

  @ParameterizedTest
  @CsvSource({"application/merge-patch+json", "application/json"})
  void patches(String type) {
    Response created = create("\"labels\": {\"team\": \"x\", \"env\": \"prod\"}, \"name\": \"n\"");
    admin()
        .contentType(type)
        .body("{\"labels\": {\"env\": null, \"a\": \"b\"}, \"interval\": \"5s\"}")
        .patch(path(created))
        .then()
        .statusCode(200)
        .body("labels", equalTo(Map.of("team", "x", "a", "b")))
        .body("name", equalTo("n"))
        .body("timeouts.total", equalTo("5s"))
        .body("revision", equalTo(2));
  }

  @Test
  void pausesAndResumes() {
    Response created = create("");
    admin()
        .post(path(created) + "/pause")
        .then()
        .statusCode(200)
        .body("paused", equalTo(true))
        .body("health.state", equalTo("paused"))
        .body("health.observed", equalTo("unknown"))
        .body("health.nextCheckAt", nullValue());
    admin().post(path(created) + "/pause").then().body("revision", equalTo(2));
    json("{}")
        .post(path(created) + "/resume")
        .then()
        .body("paused", equalTo(false))
        .body("revision", equalTo(3));
  }

  @Test
  void upsertsByKey() {
    String path = BASE + "/by-key/" + newKey();
    String body = "{\"url\": \"https://h.example/a\"}";
    Response created = json(body).put(path);
    created.then().statusCode(201).header("Location", endsWith(path(created)));
    json(body).put(path).then().statusCode(200).body("revision", equalTo(1));
    json("{\"url\": \"https://h.example/b\", \"key\": \""
            + path.substring(path.lastIndexOf('/') + 1)
            + "\"}")
        .put(path)
        .then()
        .statusCode(200)
        .body("revision", equalTo(2));
    json(body).header("If-None-Match", "*").put(path).then().statusCode(412);
    json(body).header("If-Match", "*").put(BASE + "/by-key/nobody").then().statusCode(412);
    json("{\"url\": \"https://h.example\", \"key\": \"other\"}")
        .put(path)
        .then()
        .statusCode(422)
        .body("errors.pointer", contains("/key"));
    json(body).put(BASE + "/by-key/UPPER").then().statusCode(422);
  }

  @Test
  void aKeyBelongsToOne() {
    String key = newKey();
    create("\"key\": \"" + key + "\"");
    json("{\"url\": \"https://h.example/\", \"key\": \"" + key + "\"}")
        .post(BASE)
        .then()
        .statusCode(409)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:probity:problem:key-taken"));
    json("{\"key\": \"" + key + "\"}").patch(path(create(""))).then().statusCode(409);
  }

  @Test
  void refusesInvalidInputAndUnknownIds() {
    json("{\"interval\": 5, \"urll\": \"x\"}")
        .post(BASE)
        .then()
        .statusCode(422)
        .contentType("application/problem+json")
        .body("errors.pointer", containsInAnyOrder("/url", "/interval", "/urll"));
    admin().get(BASE + "/nonsense").then().statusCode(404);
    json("{\"url\": \"https://h.example\"}")
        .put(BASE + "/0190a8c0-0000-7000-8000-000000000000")
        .then()
        .statusCode(404);
    admin().post(BASE + "/0190a8c0-0000-7000-8000-000000000000/pause").then().statusCode(404);
    admin().contentType("text/plain").body("x").post(BASE).then().statusCode(415);
  }

  @Test
  void refusesLiteralAddressesOutsideTheEgressPolicy() {
    for (String url : List.of("http://10.1.2.3/", "http://169.254.169.254/", "http://[fe80::1]/")) {
      json("{\"url\": \"" + url + "\"}")
          .post(BASE)
          .then()
          .statusCode(422)
          .body("errors.pointer", contains("/url"));
    }
    json("{\"url\": \"http://127.0.0.1:8080/\"}").post(BASE).then().statusCode(201);
  }

  @Test
  void listsByLabelStateAndTextInPages() {
    String team = newKey();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(
          create(
                  "\"labels\": {\"team\": \""
                      + team
                      + "\"}, \"name\": \""
                      + team
                      + " "
                      + i
                      + "\", \"paused\": "
                      + (i == 4))
              .jsonPath()
              .getString("id"));
    }
    List<String> seen = new ArrayList<>();
    String cursor = "";
    while (cursor != null) {
      Response page =
          admin()
              .queryParam("label", "team:" + team)
              .queryParam("limit", 2)
              .queryParam("cursor", cursor)
              .get(BASE);
      page.then().statusCode(200);
      seen.addAll(page.jsonPath().getList("items.id", String.class));
      cursor = page.jsonPath().getString("next");
    }
    assertThat(seen).isEqualTo(ids);
    admin()
        .get(BASE + "?state=paused&label=team:" + team)
        .then()
        .body("items.id", contains(ids.get(4)));
    admin()
        .get(BASE + "?state=unknown,down&q=" + team.toUpperCase(java.util.Locale.ROOT))
        .then()
        .body("items.id", equalTo(ids.subList(0, 4)));
    admin()
        .get(BASE + "?state=broken&label=x")
        .then()
        .statusCode(422)
        .body("errors.pointer", containsInAnyOrder("/state", "/label"));
    admin().urlEncodingEnabled(false).get(BASE + "?q=%00").then().statusCode(422);
  }

  @Test
  void takesABatchAsAWholeOrNotAtAll() {
    String a = newKey();
    String b = newKey();
    String good =
        "{\"endpoints\": [{\"key\": \"%s\", \"url\": \"https://a.example\"}, {\"key\": \"%s\", \"url\": \"https://b.example\"}]}"
            .formatted(a, b);
    json(good)
        .post(BASE + ":batch?dryRun=true")
        .then()
        .statusCode(200)
        .body("dryRun", equalTo(true))
        .body("created", equalTo(2))
        .body("items.id", contains(nullValue(), nullValue()));
    json(good.replace("https://b.example", "ftp://b"))
        .post(BASE + ":batch")
        .then()
        .statusCode(422)
        .body("errors.pointer", contains("/endpoints/1/url"));
    admin().get(BASE + "?q=" + a + "&limit=500").then().body("items.key", not(hasItem(a)));
    json(good)
        .post(BASE + ":batch")
        .then()
        .statusCode(200)
        .body("created", equalTo(2))
        .body("items.key", contains(a, b))
        .body("items.outcome", contains("created", "created"));
    json(good.replace("https://b", "https://c"))
        .post(BASE + ":batch")
        .then()
        .body("updated", equalTo(1))
        .body("unchanged", equalTo(1))
        .body("items.revision", contains(1, 2));
    json(good.replace(b, a))
        .post(BASE + ":batch")
        .then()
        .statusCode(422)
        .body("errors.pointer", contains("/endpoints/1/key"));
    json("{\"endpoints\": [{\"url\": \"https://a.example\"}], \"x\": 1}")
        .post(BASE + ":batch")
        .then()
        .statusCode(422)
        .body("errors.pointer", containsInAnyOrder("/endpoints/0/key", "/x"));
    json("{}").post(BASE + ":batch").then().statusCode(422);
    json("[]").post(BASE + ":batch").then().statusCode(422);
    json(good).urlEncodingEnabled(false).post(BASE + ":batch?dryRun=true").then().statusCode(200);
  }

  @Test
  void writesNothingUnlessItIsSureToBeMeant() {
    String key = newKey();
    String body = "{\"endpoints\": [{\"key\": \"" + key + "\", \"url\": \"https://a.example\"}]}";
    for (String dryRun : List.of("?dryRun=yes", "?dryRun=1", "?dryRun=TRUE")) {
      json(body)
          .post(BASE + ":batch" + dryRun)
          .then()
          .statusCode(422)
          .body("errors.pointer", contains("/dryRun"));
    }
    json(body).post(BASE + ":batch?dryRun").then().statusCode(200).body("dryRun", equalTo(true));
    admin().get(BASE + "?q=" + key).then().body("items.key", not(hasItem(key)));
    json(body).post(BASE + ":batch?dryRun=false").then().body("created", equalTo(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|GET, HEAD, OPTIONS, POST",
        ":batch|OPTIONS, POST",
        "/0190a8c0-0000-7000-8000-000000000000|DELETE, GET, HEAD, OPTIONS, PATCH, PUT",
        "/0190a8c0-0000-7000-8000-000000000000/pause|OPTIONS, POST",
        "/0190a8c0-0000-7000-8000-000000000000/checks|GET, HEAD, OPTIONS, POST",
        "/0190a8c0-0000-7000-8000-000000000000/uptime|GET, HEAD, OPTIONS",
      })
  void tellsWhichMethodsAPathHas(@Nullable String path, String allowed) {
    admin()
        .request("PROPFIND", BASE + (path == null ? "" : path))
        .then()
        .statusCode(405)
        .contentType("application/problem+json")
        .header("Allow", equalTo(allowed));
  }

  @Test
  void boundsABatch() {
    StringBuilder body = new StringBuilder("{\"endpoints\": [");
    for (int i = 0; i <= 1000; i++) {
      body.append(i == 0 ? "" : ",")
          .append("{\"key\": \"bulk-" + i + "\", \"url\": \"https://b.example/\"}");
    }
    json(body + "]}")
        .post(BASE + ":batch?dryRun=true")
        .then()
        .statusCode(422)
        .body("errors.pointer", contains("/endpoints"));
    String thousand = body.substring(0, body.lastIndexOf(",{")) + "]}";
    json(thousand)
        .post(BASE + ":batch?dryRun=true")
        .then()
        .statusCode(200)
        .body("created", equalTo(1000));
  }

  @ParameterizedTest
  @CsvSource({"dryRun=maybe", "dryRun=TRUE", "dryRun=true&dryRun=false"})
  void takesADryRunAtItsWordOnly(String query) {
    json("{\"endpoints\": []}")
        .post(BASE + ":batch?" + query)
        .then()
        .statusCode(422)
        .body("errors.pointer", contains("/dryRun"));
  }

  @Test
  void refusesParametersThatItDoesNotKnow() {
    refused("?bogus=1&state=up&state=down", "/bogus");
    refused("?a~/b=1", "/a~0~1b");
    refused("?limit=1&limit=2", "/limit");
    refused("?state=nope&limit=0&cursor=x", "/state", "/limit", "/cursor");
  }

  private static void refused(String query, String... pointers) {
    admin()
        .get(BASE + query)
        .then()
        .statusCode(422)
        .body("errors.pointer", containsInAnyOrder(pointers));
  }

  @Test
  void storesNumbersExactly() {
    Response created =
        create(
            "\"assertions\": [{\"source\": \"json\", \"path\": \"$.n\", \"equals\": [12345678901234567890123.10, 1e-300, 1e308]}]");
    String shown = admin().get(path(created)).then().statusCode(200).extract().asString();
    assertThat(shown).contains("12345678901234567890123.10");
  }

  @Test
  void listsInYaml() {
    create("\"labels\": {\"count\": \"1_000\"}");
    admin()
        .accept("application/yaml")
        .get(BASE + "?label=count:1_000")
        .then()
        .statusCode(200)
        .body(startsWith("items:\n- id: "))
        .body(containsString("count: \"1_000\"\n"));
  }

  @Test
  void speaksYaml() {
    Response created =
        admin()
            .contentType("application/yaml")
            .accept("application/yaml")
            .body("url: https://y.example/\nlabels:\n  team: why\n")
            .post(BASE);
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.contentType()).startsWith("application/yaml");
    assertThat(created.asString()).contains("name: y.example\n", "\n  team: why\n");
    admin()
        .contentType("application/yaml")
        .accept("application/yaml")
        .body("a: [")
        .post(BASE)
        .then()
        .statusCode(400)
        .contentType("application/problem+json");
  }

  @Test
  void viewersReadAndEditorsWrite() {
    String viewer = keys.create("viewer", Role.VIEWER, Map.of(), null).text();
    String editor = keys.create("editor", Role.EDITOR, Map.of(), null).text();
    String body = "{\"url\": \"https://h.example/\"}";
    given().get(BASE).then().statusCode(401);
    as(viewer).get(BASE).then().statusCode(200);
    as(viewer).contentType("application/json").body(body).post(BASE).then().statusCode(403);
    Response created = as(editor).contentType("application/json").body(body).post(BASE);
    created.then().statusCode(201);
    as(viewer).get(path(created)).then().statusCode(200);
    as(viewer).delete(path(created)).then().statusCode(403);
    as(viewer)
        .contentType("application/json")
        .body("{}")
        .patch(path(created))
        .then()
        .statusCode(403);
    as(viewer).post(path(created) + "/pause").then().statusCode(403);
    String unknown = "/" + UUID.randomUUID();
    as(viewer).post("/api/v1/incidents" + unknown + "/acknowledge").then().statusCode(403);
    as(viewer)
        .contentType("application/json")
        .body("{\"until\": null}")
        .post("/api/v1/incidents" + unknown + "/mute")
        .then()
        .statusCode(403);
    as(viewer).post("/api/v1/channels" + unknown + "/redeliver").then().statusCode(403);
    as(viewer).get("/api/v1/channels" + unknown + "/deliveries").then().statusCode(404);
    as(viewer)
        .contentType("application/json")
        .body("{}")
        .post(BASE + ":batch")
        .then()
        .statusCode(403);
    as(editor).delete(path(created)).then().statusCode(204);
  }
}
