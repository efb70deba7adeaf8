package io.probity.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.OneLineLog;
import io.probity.db.Db;
import io.probity.testing.LogEar;
import io.probity.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Sends requests that the description of the API itself gives rise to, valid, nearly valid and
 * hostile. {@code -Dfuzz.requests=100000} makes it a long run, {@code -Dfuzz.seed} another one.
 */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class FuzzTest {
  private static final int REQUESTS = Integer.getInteger("fuzz.requests", 3_000);
  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final int INCIDENTS = 20;

  /** A certificate is there only where one was presented: nothing listens with TLS here. */
  private static final Set<String> CANNOT_SUCCEED = Set.of("getCertificate");

  private final Db db;

  @Inject
  FuzzTest(Db db) {
    this.db = db;
  }

  @Test
  void neitherBreaksNorHangsNorForgetsItsManners() throws IOException, InterruptedException {
    Queue<String> log = new ConcurrentLinkedQueue<>();
    Contract contract = Contract.read();
    openIncidents();
    Instant begun = db.first("SELECT now()", row -> row.getTimestamp(1).toInstant()).orElseThrow();
    Fuzzing fuzzing =
        new Fuzzing(
            RestAssured.port,
            new FuzzRequests(description(), PostgresResource.ADMIN_KEY),
            contract);
    try (LogEar ear = LogEar.on(Level.INFO, log)) {
      ear.setFilter(new OneLineLog());
      fuzzing.run(REQUESTS, SEED);
    }
    assertThat(fuzzing.faults()).isEmpty();
    assertThat(fuzzing.statuses()).containsKeys(200, 201, 204, 400, 401, 404, 406, 415, 422);
    assertThat(fuzzing.neverSucceeded()).isSubsetOf(CANNOT_SUCCEED);
    assertThat(log).noneMatch(line -> line.chars().anyMatch(FuzzTest::isControl));
    for (String list : new String[] {"endpoint", "channel", "maintenance"}) {
      assertThat(listed(contract, list)).as(list).isEqualTo(stored(list));
      assertThat(halves(list, begun)).as(list).isEmpty();
    }
  }

  /** Windows and keys made by the way would change what tests after this one see. */
  @AfterEach
  void cleanUp() {
    delete("maintenance", "SELECT public_id FROM maintenance");
    delete("keys", "SELECT id FROM api_key WHERE revoked_at IS NULL AND NOT bootstrap");
  }

  private void delete(String path, String ids) {
    for (UUID id : db.list(ids, row -> row.getObject(1, UUID.class))) {
      int status = asAdmin().delete(Api.BASE + "/" + path + "/" + id).statusCode();
      assertThat(status).isEqualTo(204);
    }
  }

  /** No request opens one. */
  private void openIncidents() {
    for (int i = 0; i < INCIDENTS; i++) {
      String id =
          asAdmin()
              .contentType("application/json")
              .body("{\"url\": \"http://127.0.0.1:1/\", \"paused\": true}")
              .post(Api.BASE + "/endpoints")
              .path("id");
      db.update(
          """
          INSERT INTO incident (id, endpoint_id, opened_at, failure)
          SELECT gen_random_uuid(), id, now(),
            '{"class": "connect.refused", "phase": "connect", "detail": "refused"}'
          FROM endpoint WHERE public_id = ?
          """,
          UUID.fromString(id));
    }
  }

  private static boolean isControl(int character) {
    return Character.isISOControl(character) && character != '\t';
  }

  private static JsonNode description() throws IOException {
    return new ObjectMapper()
        .readTree(asAdmin().queryParam("format", "json").get("/openapi").asString());
  }

  private static RequestSpecification asAdmin() {
    return RestAssured.given()
        .header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY)
        .accept("application/json");
  }

  /** How many there are by the pages of the list, each of which is as the contract says. */
  private static long listed(Contract contract, String kind) {
    String path = Api.BASE + "/" + kind + (kind.equals("maintenance") ? "" : "s") + "?limit=500";
    long count = 0;
    String cursor = "";
    do {
      Response page = asAdmin().filter(contract).get(path + cursor);
      assertThat(page.statusCode()).as(page.asString()).isEqualTo(200);
      count += page.jsonPath().getList("items").size();
      String next = page.path("next");
      cursor = next == null ? "" : "&cursor=" + next;
    } while (!cursor.isEmpty());
    return count;
  }

  private long stored(String table) {
    String living = table.equals("maintenance") ? "" : " WHERE deleted_at IS NULL";
    return db.first("SELECT count(*) FROM " + table + living, row -> row.getLong(1)).orElseThrow();
  }

  /** What is there although its making is not in the trail, which is written with it. */
  private List<String> halves(String table, Instant since) {
    return db.list(
        "SELECT t::text FROM "
            + table
            + " t WHERE created_at >= ? AND NOT EXISTS "
            + "(SELECT FROM audit WHERE kind = ? AND subject = t.public_id)",
        row -> row.getString(1),
        since,
        table);
  }
}
