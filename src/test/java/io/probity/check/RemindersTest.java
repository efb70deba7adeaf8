package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.alert.AlertConfig;
import io.probity.alert.EndpointEvents;
import io.probity.db.Db;
import io.probity.db.Fence;
import io.probity.db.Fenced;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointCodec;
import io.probity.endpoint.EndpointSpec;
import io.probity.endpoint.Endpoints;
import io.probity.health.HealthChange;
import io.probity.health.HealthState;
import io.probity.health.HealthStore;
import io.probity.health.Incident;
import io.probity.health.IncidentStore;
import io.probity.health.ObservedState;
import io.probity.health.PeriodState;
import io.probity.health.ReminderStore;
import io.probity.health.Resolution;
import io.probity.health.Transition;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.secret.AesGcmSealer;
import io.probity.secret.MasterKey;
import io.probity.testing.AlertSettings;
import io.probity.testing.EventTable;
import io.probity.testing.ManualClock;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RemindersTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant START = Instant.parse("2026-11-22T11:20:00Z");
  private static final Fence HELD = tx -> {};
  private static final UUID INCIDENT = new UUID(0x7000, 1);

  private final Db db = TestPostgres.freshDb();
  private final Endpoints endpoints =
      new Endpoints(db, new AesGcmSealer(MasterKey.generate()), new ManualClock(START));
  private final HealthStore health = new HealthStore(db, JSON);
  private final IncidentStore incidents = new IncidentStore(db, JSON);
  private final EventTable events = new EventTable(db);
  private final Reminders reminders = reminders();

  private Reminders reminders() {
    AlertConfig config = AlertSettings.PLAIN;
    return new Reminders(
        db, new ReminderStore(JSON), endpoints, new EndpointEvents(config), events);
  }

  private static EndpointSpec every(@Nullable String duration) {
    String every = duration == null ? "null" : "\"" + duration + "\"";
    String text = "{\"url\": \"https://h.example/\", \"remindEvery\": " + every + "}";
    try {
      return new EndpointCodec(() -> Duration.ofSeconds(1), host -> null)
          .read(JSON.readTree(text), null);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  /** An endpoint that went down at the start. */
  private Endpoint down(@Nullable String remindEvery, UUID incident) {
    Endpoint endpoint = endpoints.create(every(remindEvery));
    Failure failure = Failure.of(FailureClass.CONNECT_REFUSED, "Nobody listens.");
    HealthState next = new HealthState(ObservedState.DOWN, START, incident, List.of());
    apply(
        new HealthChange(
            endpoint.id(),
            0,
            next,
            PeriodState.DOWN,
            START,
            new Transition(
                ObservedState.UP, ObservedState.DOWN, START, null, failure, incident, null),
            null));
    return endpoint;
  }

  private void recovers(Endpoint endpoint, Instant at) {
    HealthState next = new HealthState(ObservedState.UP, at, null, List.of());
    apply(
        new HealthChange(
            endpoint.id(),
            1,
            next,
            PeriodState.UP,
            at,
            new Transition(
                ObservedState.DOWN,
                ObservedState.UP,
                at,
                START,
                null,
                INCIDENT,
                Resolution.RECOVERED),
            null));
  }

  private void apply(HealthChange change) {
    assertThat(db.tx(tx -> health.apply(tx, change, change.periodFrom())).booleanValue()).isTrue();
  }

  private List<Long> remindedAtMinutes() {
    return events.data().stream().map(each -> each.get("downSeconds").asLong() / 60).toList();
  }

  private void tickEachMinute(int from, int to) {
    for (int minute = from; minute < to; minute++) {
      reminders.tick(HELD, at(minute));
    }
  }

  private static Instant at(int minute) {
    return START.plus(Duration.ofMinutes(minute));
  }

  @Test
  void remindsOncePerPeriodUntilItIsOver() {
    Endpoint endpoint = down("10m", INCIDENT);
    tickEachMinute(0, 35);
    recovers(endpoint, at(35));
    tickEachMinute(35, 60);
    assertThat(remindedAtMinutes()).containsExactly(10L, 20L, 30L);
    assertThat(events.types()).containsOnly("endpoint.reminder");
    JsonNode data = events.data().get(0);
    assertThat(data.get("incidentId").asText()).isEqualTo(INCIDENT.toString());
    assertThat(data.at("/endpoint/id").asText()).isEqualTo(endpoint.publicId().toString());
    assertThat(data.get("state").asText()).isEqualTo("down");
    assertThat(data.get("since").asText()).isEqualTo("2026-11-22T11:20:00.000000Z");
    assertThat(data.at("/failure/class").asText()).isEqualTo("connect.refused");
    assertThat(data.at("/links/incident").asText()).isEqualTo("/api/v1/incidents/" + INCIDENT);
  }

  @Test
  void remindsOfNothingUnlessAsked() {
    down(null, INCIDENT);
    tickEachMinute(0, 60);
    assertThat(events.types()).isEmpty();
  }

  @Test
  void sendsOneReminderForAllThatWereMissed() {
    down("1h", INCIDENT);
    reminders.tick(HELD, at(60 * 5 + 20));
    tickEachMinute(60 * 5 + 20, 60 * 7 + 1);
    assertThat(remindedAtMinutes()).containsExactly(320L, 360L, 420L);
  }

  @Test
  void followsAnotherPeriod() {
    Endpoint endpoint = down("1h", INCIDENT);
    tickEachMinute(0, 61);
    endpoints.update(endpoint.publicId(), now -> every("25m"));
    tickEachMinute(61, 120);
    assertThat(remindedAtMinutes()).containsExactly(60L, 85L, 100L);
  }

  @Test
  void stopsWhenSomebodyHasTakenItOn() {
    down("10m", INCIDENT);
    tickEachMinute(0, 15);
    assertThat(incidents.acknowledge(INCIDENT, "anna", at(15))).isTrue();
    assertThat(incidents.acknowledge(INCIDENT, "ben", at(16))).isTrue();
    tickEachMinute(15, 60);
    assertThat(remindedAtMinutes()).containsExactly(10L);
    Incident incident = incidents.find(INCIDENT).orElseThrow();
    assertThat(incident.acknowledgedBy()).isEqualTo("anna");
    assertThat(incident.timeline())
        .extracting(Incident.Entry::type, Incident.Entry::detail)
        .contains(org.assertj.core.groups.Tuple.tuple("acknowledged", "by anna"))
        .hasSize(2);
  }

  @Test
  void isQuietWhileMutedAndThenRemindsOnce() {
    down("10m", INCIDENT);
    tickEachMinute(0, 12);
    assertThat(incidents.mute(INCIDENT, at(45), "anna", at(12))).isTrue();
    tickEachMinute(12, 51);
    assertThat(remindedAtMinutes()).containsExactly(10L, 45L, 50L);
    assertThat(incidents.mute(INCIDENT, at(600), "anna", at(51))).isTrue();
    assertThat(incidents.mute(INCIDENT, null, "anna", at(52))).isTrue();
    reminders.tick(HELD, at(60));
    assertThat(remindedAtMinutes()).hasSize(4);
    assertThat(incidents.find(INCIDENT).orElseThrow().timeline())
        .extracting(Incident.Entry::type)
        .containsExactly("opened", "muted", "muted", "unmuted");
  }

  @Test
  void aClosedIncidentCannotBeAnswered() {
    Endpoint endpoint = down("10m", INCIDENT);
    recovers(endpoint, at(1));
    assertThat(incidents.acknowledge(INCIDENT, "anna", at(2))).isFalse();
    assertThat(incidents.mute(INCIDENT, at(10), "anna", at(2))).isFalse();
    assertThat(incidents.find(INCIDENT).orElseThrow().timeline()).hasSize(2);
  }

  @Test
  void doesNotRemindOfPausedOrDeletedEndpoints() {
    Endpoint paused = down("10m", INCIDENT);
    Endpoint deleted = down("10m", new UUID(0x7000, 2));
    endpoints.update(paused.publicId(), now -> now.spec().withPaused(true));
    endpoints.delete(deleted.publicId(), revision -> {});
    tickEachMinute(0, 60);
    assertThat(events.types()).isEmpty();
  }

  @Test
  void doesNotRemindDuringMaintenance() {
    Endpoint down = down("10m", INCIDENT);
    db.update("UPDATE health SET maintenance_since = now() WHERE endpoint_id = ?", down.id());
    tickEachMinute(0, 30);
    assertThat(events.types()).isEmpty();
    db.update("UPDATE health SET maintenance_since = NULL WHERE endpoint_id = ?", down.id());
    tickEachMinute(30, 60);
    assertThat(events.types()).isNotEmpty();
  }

  @Test
  void losesNothingAndRepeatsNothingOverFailuresAndReplicas() throws Exception {
    for (int i = 0; i < 230; i++) {
      down("10m", new UUID(0x7000, i));
    }
    events.afterEach(
        event -> {
          throw new IllegalStateException("the server went away");
        });
    assertThatThrownBy(() -> reminders.tick(HELD, at(10)))
        .isInstanceOf(IllegalStateException.class);
    events.afterEach(event -> {});
    Fence lost =
        tx -> {
          throw new Fenced("over");
        };
    assertThatThrownBy(() -> reminders.tick(lost, at(10))).isInstanceOf(Fenced.class);
    assertThat(events.types()).isEmpty();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Callable<@Nullable Void>> ticks = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Reminders replica = reminders();
        ticks.add(
            () -> {
              replica.tick(HELD, at(10));
              return null;
            });
      }
      for (Future<@Nullable Void> each : threads.invokeAll(ticks)) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    reminders.tick(HELD, at(11));
    assertThat(events.data().stream().map(each -> each.get("incidentId").asText()))
        .hasSize(230)
        .doesNotHaveDuplicates();
  }
}
