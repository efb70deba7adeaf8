package io.probity.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.access.ApiKeys;
import io.probity.access.Role;
import io.probity.api.PlantedSecrets.Place;
import io.probity.db.Db;
import io.probity.testing.LogEar;
import io.probity.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

/**
 * Plants marked secrets in every place that can hold one, and looks for them in every answer to
 * every role, in what is refused, streamed, measured, logged and sent, and in every table.
 */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PlantedSecretsTest {
  /**
   * A secret that may be seen.
   *
   * @param outlet a regular expression of the outlet
   */
  record Seen(String outlet, Set<Place> places, String why) {}

  private static final Set<Place> CONFIGURATION =
      Set.of(
          Place.URL_QUERY,
          Place.URL_PATH,
          Place.ENDPOINT_BODY,
          Place.ENDPOINT_HEADER,
          Place.AUTHORIZATION_HEADER);

  /** All that may be seen, and why. */
  private static final List<Seen> JUSTIFIED =
      List.of(
          new Seen(
              "answer to .* of /endpoints(/[^/]*|\\?.*)",
              CONFIGURATION,
              "an endpoint is shown as it was written, so that it can be written back; what is"
                  + " secret belongs into auth and secretHeaders, which are masked"),
          new Seen(
              "answer to .* of /endpoints/.*|answer to .* of /(incidents|deliveries|channels).*",
              Set.of(Place.URL_PATH, Place.ENDPOINT_BODY, Place.ENDPOINT_HEADER),
              "the path, body and headers of a request are no credentials by themselves: failures"
                  + " and reproductions show them"),
          new Seen(
              "answer to (editor|admin|session) of /(channels|deliveries).*",
              Set.of(
                  Place.CHANNEL_PATH,
                  Place.CHANNEL_QUERY,
                  Place.CHANNEL_HEADER,
                  Place.CHANNEL_TEMPLATE),
              "editors see channels as they were written"),
          new Seen(
              "webhook body|answer to .* of //metrics/endpoints|answer to .* of /audit.*"
                  + "|answer to .* of /summary.*",
              Set.of(Place.URL_PATH, Place.ENDPOINT_BODY, Place.ENDPOINT_HEADER),
              "the path of an endpoint's URL is shown, its query is not"),
          new Seen(
              "webhook body",
              Set.of(Place.CHANNEL_TEMPLATE),
              "the template is what makes the body"),
          new Seen(
              "table endpoint",
              CONFIGURATION,
              "stored as written; auth and secretHeaders are encrypted"),
          new Seen(
              "table (failure.*|incident|health|event|audit|incident_entry)",
              Set.of(Place.URL_PATH, Place.ENDPOINT_BODY, Place.ENDPOINT_HEADER),
              "evidence shows what the answer to a request held, less its credentials"),
          new Seen(
              "table channel",
              Set.of(
                  Place.CHANNEL_PATH,
                  Place.CHANNEL_QUERY,
                  Place.CHANNEL_HEADER,
                  Place.CHANNEL_TEMPLATE),
              "stored as written; the signing secret and secretHeaders are encrypted"),
          new Seen(
              "table delivery",
              Set.of(Place.CHANNEL_TEMPLATE, Place.URL_PATH, Place.ENDPOINT_BODY),
              "the receiver echoed the message itself"),
          new Seen(
              "(answer to .* of /endpoints/.*/certificates?)|table certificate.*",
              Set.of(Place.BEARER_TOKEN),
              "the target published the token in its own certificate, which is a public document"));

  private final ApiKeys keys;
  private final Db db;

  @Inject
  PlantedSecretsTest(ApiKeys keys, Db db) {
    this.keys = keys;
    this.db = db;
  }

  @Test
  void tellsNoSecretToAnybody() throws IOException {
    Queue<String> log = new ConcurrentLinkedQueue<>();
    PlantedSecrets secrets = new PlantedSecrets(6);
    Map<String, String> readers = readers(secrets);
    try (LogEar ear = LogEar.on(Level.ALL, log);
        SecretHunt hunt = new SecretHunt(RestAssured.port, PostgresResource.ADMIN_KEY, secrets)) {
      hunt.plant();
      readers.put("session", session(hunt, secrets, readers.get("admin")));
      await().atMost(Duration.ofSeconds(60)).until(hunt::isTold);
      var document =
          new ObjectMapper()
              .readTree(
                  hunt.send("GET", "//openapi?format=json", "", PostgresResource.ADMIN_KEY).body());
      Map<String, String> outlets = hunt.outlets(readers, document, db);
      outlets.put("log", String.join("\n", log));
      assertThat(outlets.size()).isGreaterThan(500);
      assertThat(unjustified(secrets, outlets)).isEmpty();
    }
  }

  private Map<String, String> readers(PlantedSecrets secrets) {
    Map<String, String> readers = new TreeMap<>();
    secrets.plant(Place.API_KEY, PostgresResource.ADMIN_KEY.substring("pk_test_".length()));
    for (Role role : Role.values()) {
      String text = keys.create("hunter", role, Map.of(), null).text();
      secrets.plant(Place.API_KEY, text.substring(text.length() - 32));
      readers.put(role.name().toLowerCase(java.util.Locale.ROOT), text);
    }
    return readers;
  }

  private static String session(SecretHunt hunt, PlantedSecrets secrets, String key)
      throws IOException {
    String cookie =
        hunt.send("POST", "/session", "{\"key\": \"" + key + "\"}", "")
            .header("set-cookie")
            .split(";", 2)[0];
    secrets.plant(Place.SESSION, cookie.substring(cookie.indexOf('=') + 1));
    return cookie;
  }

  static Set<String> unjustified(PlantedSecrets secrets, Map<String, String> outlets) {
    Set<String> found = new TreeSet<>();
    outlets.forEach(
        (outlet, text) ->
            secrets.in(text).stream()
                .filter(
                    place ->
                        JUSTIFIED.stream()
                            .noneMatch(
                                seen ->
                                    seen.places().contains(place) && outlet.matches(seen.outlet())))
                .forEach(
                    place -> found.add(place + " in " + outlet.replaceAll("[0-9a-f-]{36}", "ID"))));
    return found;
  }
}
