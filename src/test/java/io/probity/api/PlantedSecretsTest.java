package io.probity.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Level;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * Plants marked secrets in every place that can hold one, and looks for them in every answer to
 * every role, in what is refused, streamed, measured, logged and sent, and in every table.
 */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PlantedSecretsTest {
  /** Every field that the description calls a secret, and where it is planted. */
  private static final Map<String, Set<Place>> FIELDS =
      Map.of(
          "BasicAuth.password", Set.of(Place.BASIC_PASSWORD),
          "BearerAuth.token", Set.of(Place.BEARER_TOKEN),
          "MutualTlsAuth.privateKey", Set.of(Place.CLIENT_KEY),
          "EndpointConfig.secretHeaders", Set.of(Place.SECRET_HEADER),
          "ChannelConfig.secretHeaders", Set.of(Place.CHANNEL_SECRET_HEADER),
          "ChannelSecret.secret", Set.of(Place.SIGNING_SECRET),
          "KeyCreated.key", Set.of(Place.API_KEY),
          "LogIn.key", Set.of(Place.API_KEY, Place.BEARER_TOKEN));

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
      await().atMost(Duration.ofSeconds(120)).until(hunt::isTold);
      Map<String, String> outlets = hunt.outlets(readers, description(hunt), db);
      outlets.put("log", String.join("\n", log));
      assertThat(outlets.size()).isGreaterThan(500);
      SoftAssertions.assertSoftly(
          all -> {
            all.assertThat(hunt.unanswered()).isEmpty();
            all.assertThat(JustifiedSecrets.unjustified(secrets, outlets)).isEmpty();
            all.assertThat(JustifiedSecrets.idle(secrets, outlets)).isEmpty();
          });
      FIELDS.values().forEach(places -> assertThat(secrets.planted()).containsAll(places));
    }
  }

  private static JsonNode description(SecretHunt hunt) throws IOException {
    return new ObjectMapper()
        .readTree(hunt.send("GET", "//openapi?format=json", "", PostgresResource.ADMIN_KEY).body());
  }

  @Test
  void plantsEveryFieldThatHoldsASecret() throws IOException {
    try (SecretHunt hunt =
        new SecretHunt(RestAssured.port, PostgresResource.ADMIN_KEY, new PlantedSecrets(7))) {
      Set<String> secret = new TreeSet<>();
      Set<String> suspect = new TreeSet<>();
      description(hunt)
          .at("/components/schemas")
          .properties()
          .forEach(each -> collect(each.getKey(), each.getValue(), secret, suspect));
      assertThat(secret).isEqualTo(FIELDS.keySet());
      assertThat(secret).containsAll(suspect);
    }
  }

  /** Fields that are marked as secrets, and those that are named like one. */
  private static void collect(
      String schema, JsonNode node, Set<String> secret, Set<String> suspect) {
    node.path("properties")
        .properties()
        .forEach(
            each -> {
              String name = schema + "." + each.getKey();
              JsonNode field = each.getValue();
              if (field.path("writeOnly").asBoolean()
                  || field.path("format").asText().equals("password")
                  || field.at("/additionalProperties/format").asText().equals("password")) {
                secret.add(name);
              }
              if (each.getKey().matches("(?i).*(password|secret|token|private|credential).*")) {
                suspect.add(name);
              }
            });
    node.path("allOf").forEach(part -> collect(schema, part, secret, suspect));
  }

  private Map<String, String> readers(PlantedSecrets secrets) {
    Map<String, String> readers = new TreeMap<>();
    secrets.plant(Place.API_KEY, PostgresResource.ADMIN_KEY);
    secrets.plant(Place.MASTER_KEY, PostgresResource.SECRET_KEY);
    for (Role role : Role.values()) {
      String text = keys.create("hunter", role, Map.of(), null).text();
      secrets.plant(Place.API_KEY, text.substring(text.length() - 32));
      readers.put(role.name().toLowerCase(Locale.ROOT), text);
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
}
