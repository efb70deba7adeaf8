package io.probity.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.standardwebhooks.Webhook;
import io.probity.testing.PostgresResource;
import io.probity.testing.RecordingWebhook;
import io.probity.testing.RecordingWebhook.Answer;
import io.probity.testing.RecordingWebhook.Received;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ChannelsResourceTest {
  private static final String CHANNELS = "/api/v1/channels";

  private final RecordingWebhook receiver = RecordingWebhook.start();

  @AfterEach
  void close() {
    receiver.close();
  }

  private static RequestSpecification admin() {
    return given()
        .header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY)
        .contentType("application/json");
  }

  private Response create() {
    return admin()
        .body(
            Map.of(
                "name",
                "on call",
                "url",
                receiver.url() + "?token=abc",
                "secretHeaders",
                Map.of("X-Token", "t0ken")))
        .post(CHANNELS);
  }

  private String createdId() {
    return create().then().statusCode(201).extract().path("id");
  }

  @Test
  void showsTheSigningSecretOnceAndOtherSecretsNever() {
    Response created = create();
    String id = created.path("id");
    created
        .then()
        .statusCode(201)
        .header("Location", endsWith(CHANNELS + "/" + id))
        .header("ETag", equalTo("\"1\""))
        .body("secret", startsWith("whsec_"))
        .body("secretHeaders.X-Token", equalTo("***"))
        .body("format", equalTo("probity"))
        .body("template", nullValue())
        .body("grouping", nullValue())
        .body("events", hasItem("endpoint.down"))
        .body("enabled", equalTo(true));
    admin()
        .get(CHANNELS + "/" + id)
        .then()
        .statusCode(200)
        .body("secret", nullValue())
        .body("url", equalTo(receiver.url() + "?token=abc"))
        .body("revision", equalTo(1));
  }

  @Test
  void refusesWhatItCannotDoNamingTheField() {
    admin()
        .body(Map.of("url", "http://10.0.0.1/", "format", "fax"))
        .post(CHANNELS)
        .then()
        .statusCode(422)
        .contentType(Problem.MEDIA_TYPE)
        .body("errors.pointer", contains("/url", "/format"));
    admin().body("{").post(CHANNELS).then().statusCode(400);
    admin().get(CHANNELS + "/nobody").then().statusCode(404);
  }

  @Test
  void groupsForPeopleUnlessToldNotTo() {
    Response slack =
        admin().body(Map.of("url", receiver.url().toString(), "format", "slack")).post(CHANNELS);
    slack.then().statusCode(201).body("grouping", equalTo("30s"));
    String path = CHANNELS + "/" + slack.path("id");
    admin().body("{\"grouping\": null}").patch(path).then().body("grouping", nullValue());
    admin().get(path).then().body("grouping", nullValue());
    admin()
        .body(Map.of("grouping", "2h"))
        .patch(path)
        .then()
        .statusCode(422)
        .body("errors.pointer", contains("/grouping"));
  }

  @Test
  void changesOnlyWhatWasReadIfAskedTo() {
    String path = CHANNELS + "/" + createdId();
    admin()
        .header("If-Match", "\"1\"")
        .body(Map.of("enabled", false))
        .patch(path)
        .then()
        .statusCode(200)
        .header("ETag", equalTo("\"2\""))
        .body("enabled", equalTo(false))
        .body("name", equalTo("on call"));
    admin()
        .header("If-Match", "\"1\"")
        .body(Map.of("enabled", true))
        .patch(path)
        .then()
        .statusCode(412);
    String shown = admin().get(path).asString();
    admin().body(shown).put(path).then().statusCode(200).body("revision", equalTo(2));
    admin().header("If-Match", "\"1\"").delete(path).then().statusCode(412);
    admin().header("If-Match", "\"2\"").delete(path).then().statusCode(204);
    admin().get(path).then().statusCode(404);
  }

  @Test
  void listsInPages() {
    String first = createdId();
    String second = createdId();
    Response page = admin().get(CHANNELS + "?limit=1");
    page.then().statusCode(200).body("items", hasSize(1)).body("next", notNullValue());
    List<String> ids = new ArrayList<>(page.<List<String>>path("items.id"));
    String cursor = page.path("next");
    while (cursor != null) {
      page = admin().get(CHANNELS + "?limit=2&cursor=" + cursor);
      ids.addAll(page.<List<String>>path("items.id"));
      cursor = page.path("next");
    }
    assertThat(ids).doesNotHaveDuplicates().containsSubsequence(first, second);
  }

  @Test
  void sendsATestMessageThatThePublicLibraryAccepts() {
    Response created = create();
    String id = created.path("id");
    String delivery =
        admin().post(CHANNELS + "/" + id + "/test").then().statusCode(202).extract().path("id");
    await().until(() -> receiver.received().size() == 1);
    Received received = receiver.received().get(0);
    assertThat(received.body()).startsWith("{\"type\":\"channel.test\",");
    assertThat(received.header("x-token")).isEqualTo("t0ken");
    assertThat(received.header("user-agent")).startsWith("Probity/");
    verify(created.path("secret"), received);
    await()
        .until(
            () ->
                admin()
                    .get(CHANNELS + "/" + id + "/deliveries?state=delivered")
                    .<List<String>>path("items.id")
                    .equals(List.of(delivery)));
    admin()
        .get("/api/v1/deliveries/" + delivery)
        .then()
        .statusCode(200)
        .body("lastStatus", equalTo(204))
        .body("attempts", equalTo(1))
        .body("eventId", equalTo(received.id()));
  }

  @Test
  void deliversAgainWithTheSameWebhookId() {
    String id = createdId();
    receiver.then(Answer.status(400).body("no"));
    String delivery = admin().post(CHANNELS + "/" + id + "/test").path("id");
    await()
        .until(
            () -> "no".equals(admin().get("/api/v1/deliveries/" + delivery).path("lastResponse")));
    admin()
        .post("/api/v1/deliveries/" + delivery + "/redeliver")
        .then()
        .statusCode(202)
        .body("state", equalTo("pending"))
        .body("attempts", equalTo(0));
    await().until(() -> receiver.received().size() == 2);
    assertThat(receiver.received().get(1).id()).isEqualTo(receiver.received().get(0).id());
    admin().post("/api/v1/deliveries/nobody/redeliver").then().statusCode(404);
    admin().get(CHANNELS + "/" + id + "/deliveries?state=lost").then().statusCode(422);
  }

  @Test
  void signsWithOldAndNewSecretAfterARotation() {
    Response created = create();
    String id = created.path("id");
    String rotated =
        admin()
            .post(CHANNELS + "/" + id + "/rotate-secret")
            .then()
            .statusCode(200)
            .body("secret", not(equalTo(created.<String>path("secret"))))
            .extract()
            .path("secret");
    admin().post(CHANNELS + "/" + id + "/test").then().statusCode(202);
    await().until(() -> receiver.received().size() == 1);
    verify(created.path("secret"), receiver.received().get(0));
    verify(rotated, receiver.received().get(0));
  }

  @Test
  void doesNotTestADisabledChannel() {
    String path = CHANNELS + "/" + createdId();
    admin().body(Map.of("enabled", false)).patch(path).then().statusCode(200);
    admin().post(path + "/test").then().statusCode(409).contentType(Problem.MEDIA_TYPE);
  }

  @Test
  void wantsAKey() {
    given().get(CHANNELS).then().statusCode(401);
  }

  private static void verify(String secret, Received received) {
    Map<String, List<String>> headers =
        Map.of(
            "webhook-id", List.of(received.id()),
            "webhook-timestamp", List.of(received.header("webhook-timestamp")),
            "webhook-signature", List.of(received.header("webhook-signature")));
    try {
      new Webhook(secret).verify(received.body(), headers);
    } catch (com.standardwebhooks.exceptions.WebhookVerificationException e) {
      throw new AssertionError(e);
    }
  }
}
