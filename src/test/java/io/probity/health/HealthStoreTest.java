package io.probity.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.db.Db;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.testing.TestPostgres;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HealthStoreTest {
  private static final Instant AT = Instant.parse("2026-11-22T10:00:00.123456Z");
  private static final UUID INCIDENT = new UUID(0x7000, 1);
  private final Db db = TestPostgres.freshDb();
  private final HealthStore store = new HealthStore(db, new ObjectMapper());

  private static HealthChange down() {
    Failure failure = Failure.of(FailureClass.CONNECT_REFUSED, "Nobody listens.");
    HealthState next = new HealthState(ObservedState.DOWN, AT, INCIDENT, List.of());
    Transition transition =
        new Transition(ObservedState.UP, ObservedState.DOWN, AT, null, failure, INCIDENT, null);
    return new HealthChange(7, 0, next, PeriodState.DOWN, AT, transition, null);
  }

  private boolean apply(HealthChange change) {
    return db.tx(tx -> store.apply(tx, change, AT));
  }

  private int count(String sql) {
    return db.first(sql, row -> row.getInt(1)).orElseThrow();
  }

  @Test
  void writesStatePeriodAndIncidentOnce() {
    assertThat(apply(down())).isTrue();
    assertThat(apply(down())).as("a repeated write").isFalse();
    assertThat(count("SELECT count(*) FROM health_period")).isEqualTo(1);
    assertThat(count("SELECT count(*) FROM incident WHERE closed_at IS NULL")).isEqualTo(1);
    assertThat(count("SELECT count(*) FROM incident_entry")).isEqualTo(1);

    StoredHealth stored = store.load(List.of(7L, 8L)).get(7L);
    assertThat(stored.version()).isEqualTo(1);
    assertThat(stored.state().observed()).isEqualTo(ObservedState.DOWN);
    assertThat(stored.state().since()).isEqualTo(AT);
    assertThat(stored.state().incidentId()).isEqualTo(INCIDENT);
    HealthView view = store.views(List.of(7L, 8L)).get(7L);
    assertThat(view.failure().get("class").asText()).isEqualTo("connect.refused");
    assertThat(store.views(List.of(8L))).isEmpty();
  }

  @Test
  void aFailureThatQuotesAZeroCharacterIsAFailureLikeOthers() {
    Failure quoting = new Failure(FailureClass.ASSERTION_BODY, "got \0", Map.of("body", "a\0b"));
    HealthChange like = down();
    Transition transition =
        new Transition(ObservedState.UP, ObservedState.DOWN, AT, null, quoting, INCIDENT, null);
    assertThat(apply(new HealthChange(7, 0, like.next(), PeriodState.DOWN, AT, transition, null)))
        .isTrue();
    JsonNode failure = store.views(List.of(7L)).get(7L).failure();
    assertThat(failure.at("/evidence/body").textValue()).isEqualTo("a\uFFFDb");
    assertThat(db.first("SELECT detail FROM incident_entry", row -> row.getString(1)).orElseThrow())
        .isEqualTo("got \uFFFD");
  }

  @Test
  void whatANewerVersionWroteIsReadAsFarAsItSays() {
    apply(down());
    db.update(
        """
        INSERT INTO endpoint (id, public_id, shard, config, created_at, updated_at)
        VALUES (7, gen_random_uuid(), 0, '{"labels": {}}', now(), now())
        """);
    db.update("UPDATE health SET observed = 9, failure = '{\"class\": \"tls.unheard_of\"}'");
    db.update("UPDATE incident SET closed_at = now(), resolution = 9");
    assertThat(store.load(List.of(7L)).get(7L).state().observed()).isEqualTo(ObservedState.UNKNOWN);
    HealthView view = store.views(List.of(7L)).get(7L);
    assertThat(view.observed()).isEqualTo(ObservedState.UNKNOWN);
    assertThat(view.failure().get("class").asText()).isEqualTo("tls.unheard_of");
    Incident incident = new IncidentStore(db, new ObjectMapper()).find(INCIDENT).orElseThrow();
    assertThat(incident.closedAt()).isNotNull();
    assertThat(incident.resolution()).isNull();
  }

  @Test
  void aPeriodWithoutAChangeOfStateKeepsTheFailure() {
    apply(down());
    HealthState same = new HealthState(ObservedState.DOWN, AT, INCIDENT, List.of());
    Instant silence = AT.plusSeconds(60);
    assertThat(apply(new HealthChange(7, 1, same, PeriodState.UNKNOWN, silence, null, null)))
        .isTrue();
    HealthView view = store.views(List.of(7L)).get(7L);
    assertThat(view.failure().get("class").asText()).isEqualTo("connect.refused");
    assertThat(count("SELECT count(*) FROM health_period")).isEqualTo(2);
    assertThat(count("SELECT count(*) FROM incident WHERE closed_at IS NULL")).isEqualTo(1);
  }

  @Test
  void remembersSinceWhenItIsMaintenanceUntilItIsNot() {
    apply(down());
    HealthState same = new HealthState(ObservedState.DOWN, AT, INCIDENT, List.of());
    Instant begin = AT.plusSeconds(60);
    apply(new HealthChange(7, 1, same, PeriodState.MAINTENANCE, begin, null, null));
    apply(new HealthChange(7, 2, same, PeriodState.MAINTENANCE, begin.plusSeconds(1), null, null));
    assertThat(store.load(List.of(7L)).get(7L).maintenanceSince()).isEqualTo(begin);
    assertThat(store.views(List.of(7L)).get(7L).maintenance()).isTrue();
    apply(new HealthChange(7, 3, same, PeriodState.DOWN, begin.plusSeconds(9), null, null));
    assertThat(store.load(List.of(7L)).get(7L).maintenanceSince()).isNull();
    assertThat(store.views(List.of(7L)).get(7L).maintenance()).isFalse();
  }

  @Test
  void closesTheIncidentOnRecovery() {
    apply(down());
    Instant later = AT.plusSeconds(60);
    Transition up =
        new Transition(
            ObservedState.DOWN, ObservedState.UP, later, AT, null, INCIDENT, Resolution.RECOVERED);
    HealthState next = new HealthState(ObservedState.UP, later, null, List.of());
    assertThat(apply(new HealthChange(7, 1, next, PeriodState.UP, later, up, null))).isTrue();
    assertThat(count("SELECT resolution FROM incident WHERE closed_at IS NOT NULL")).isZero();
    assertThat(count("SELECT count(*) FROM health_period")).isEqualTo(2);
    assertThat(count("SELECT count(*) FROM incident_entry")).isEqualTo(2);
    assertThat(store.views(List.of(7L)).get(7L).failure()).isNull();
  }

  @Test
  void refusesAChangeThatBuildsOnAnotherVersion() {
    apply(down());
    HealthState next = new HealthState(ObservedState.UP, AT.plusSeconds(9), null, List.of());
    HealthChange stray =
        new HealthChange(7, 5, next, PeriodState.UP, AT.plusSeconds(9), null, null);
    assertThat(apply(stray)).isFalse();
    assertThat(store.load(List.of(7L)).get(7L).state().observed()).isEqualTo(ObservedState.DOWN);
  }
}
