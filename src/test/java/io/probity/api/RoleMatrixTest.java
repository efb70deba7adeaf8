package io.probity.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.probity.access.ApiKeys;
import io.probity.access.Role;
import io.probity.api.Matrix.Answer;
import io.probity.api.Matrix.Row;
import io.probity.db.Db;
import io.probity.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Asks for every operation of {@code openapi.yaml} with a key of every role, be it unrestricted,
 * restricted to the labels of what is asked for, or to others, and holds status, contents and trail
 * to the table in {@link Matrix}.
 */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class RoleMatrixTest {
  /** How a key is restricted, against subjects that carry team=payments. */
  enum Restriction {
    NONE(Map.of()),
    MATCHING(Map.of("team", "payments")),
    OTHER(Map.of("team", "search"));

    private final Map<String, String> labels;

    Restriction(Map<String, String> labels) {
      this.labels = labels;
    }
  }

  /** Its answer does not end; LiveStreamTest holds it to its reach. */
  private static final String ENDLESS = "stream";

  private final ApiKeys keys;
  private final Db db;
  private final Subjects subjects;

  @Inject
  RoleMatrixTest(ApiKeys keys, Db db) {
    this.keys = keys;
    this.db = db;
    this.subjects = new Subjects(db);
  }

  @Test
  void hasARowForEveryOperation() throws IOException {
    JsonNode document = new YAMLMapper().readTree(Path.of("openapi.yaml").toFile());
    Set<String> operations = new TreeSet<>();
    document
        .path("paths")
        .forEach(path -> path.forEach(each -> operations.add(each.path("operationId").asText())));
    assertThat(operations.remove(ENDLESS)).isTrue();
    assertThat(Matrix.ROWS.stream().map(Row::operation))
        .containsExactlyInAnyOrderElementsOf(operations);
  }

  @Test
  void holdsEveryOperationToItsRow() {
    Map<Role, Map<Restriction, String>> texts = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      for (Restriction each : Restriction.values()) {
        texts
            .computeIfAbsent(role, unused -> new EnumMap<>(Restriction.class))
            .put(each, keys.create(role + " " + each, role, each.labels, null).text());
      }
    }
    List<String> wrong = new ArrayList<>();
    for (Row row : Matrix.ROWS) {
      texts.forEach(
          (role, byRestriction) ->
              byRestriction.forEach(
                  (restriction, text) -> {
                    String fault = fault(row, role, restriction, text);
                    if (fault != null) {
                      wrong.add(
                          "%s as %s, restricted to %s: %s"
                              .formatted(row.operation(), role, restriction, fault));
                    }
                  }));
    }
    assertThat(wrong).isEmpty();
  }

  private String fault(Row row, Role role, Restriction restriction, String key) {
    Subjects.Subject subject = subjects.of(row);
    int expected =
        role.compareTo(row.least()) < 0 ? 403 : row.statuses().get(restriction.ordinal());
    long before = entries(row);
    Answer answer = subjects.ask(row, subject, key);
    if (answer.status() != expected) {
      return "%d instead of %d, %s".formatted(answer.status(), expected, answer.body());
    }
    if (row.isList() && expected == 200) {
      boolean there = answer.body().contains(subject.id());
      if (there != (restriction != Restriction.OTHER)) {
        return "the list %s it".formatted(there ? "shows" : "hides");
      }
    }
    long noted = entries(row) - before;
    long due = row.isNoted() && expected < 300 ? 1 : 0;
    return noted == due ? null : "%d entries in the trail instead of %d".formatted(noted, due);
  }

  private long entries(Row row) {
    return db.first(
            "SELECT count(*) FROM audit WHERE operation = ?",
            each -> each.getLong(1),
            row.operation())
        .orElseThrow();
  }

  @Test
  void tellsPrometheusOnlyWhatIsWithinReach() {
    String id = subjects.running();
    String matching = keys.create("m", Role.VIEWER, Restriction.MATCHING.labels, null).text();
    String other = keys.create("o", Role.VIEWER, Restriction.OTHER.labels, null).text();
    await().until(() -> subjects.get("/metrics/endpoints", matching).body().contains(id));
    assertThat(subjects.get("/metrics/endpoints", other).body()).doesNotContain(id);
    assertThat(subjects.get("/metrics/endpoints?endpoint=" + id, other).body()).isEmpty();
  }
}
