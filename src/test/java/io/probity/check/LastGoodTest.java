package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.alert.EndpointEvents;
import io.probity.alert.Event;
import io.probity.alert.EventType;
import io.probity.db.Db;
import io.probity.health.HealthState;
import io.probity.health.HealthStore;
import io.probity.probe.Attempt;
import io.probity.probe.Check;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.ProbeJson;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import io.probity.testing.AlertSettings;
import io.probity.testing.HeardOutbox;
import io.probity.testing.ManualClock;
import io.probity.testing.OwnedShards;
import io.probity.testing.Samples;
import io.probity.testing.Specs;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which check a change for the worse is compared with; two checks in a row make a change. */
class LastGoodTest {
  private static final Failure SLOW = Failure.of(FailureClass.ASSERTION_LATENCY, "It was slow.");

  private final ManualClock clock = new ManualClock(Samples.AT);
  private final Db db = TestPostgres.freshDb();
  private final Queue<Event> events = new ConcurrentLinkedQueue<>();
  private final Recorder recorder =
      new Recorder(
          1L << 30,
          db,
          new HealthStore(db, new ObjectMapper()),
          new HeardOutbox(events::add),
          clock,
          endpointId -> {});
  private final Thread recording = new Thread(recorder, "recorder-test");
  private final HealthKeeper keeper =
      new HealthKeeper(
          recorder,
          OwnedShards.ALL,
          new EndpointEvents(AlertSettings.PLAIN),
          clock,
          endpointId -> {});
  private final Probed probed =
      new Probed(Specs.of("https://x.test/").endpoint(), HealthState.NEW, 0, false);

  @BeforeEach
  void start() {
    recording.start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    recorder.stop();
    recording.join(10_000);
  }

  /** Makes a check a second after the one before, and says when. */
  private Instant check(Attempt attempt) {
    clock.advance(Duration.ofSeconds(1));
    List<Attempt> attempts = List.of(attempt);
    Instant at = clock.instant();
    keeper.checked(probed, new Check(1, at, Trigger.SCHEDULE, Verdict.of(attempts), attempts, 100));
    return at;
  }

  private Instant up() {
    return check(Samples.answered(200, Map.of()));
  }

  private Instant degraded() {
    return check(Samples.answered(200, Map.of()).judged(null, SLOW));
  }

  private Instant down() {
    return check(Samples.failed(FailureClass.CONNECT_REFUSED));
  }

  /** When the check was made that the newest announcement of this type compares with. */
  private @Nullable String comparedWith(EventType type) {
    await().until(() -> recorder.backlog() == 0);
    List<Event> announced = events.stream().filter(each -> each.type() == type).toList();
    assertThat(announced).isNotEmpty();
    JsonNode lastGood = announced.get(announced.size() - 1).data().path("lastGood");
    return lastGood.path("at").textValue();
  }

  @Test
  void theOneBeforeItBecameDegradedAndNotTheFirstDegradedOne() {
    Instant good = up();
    up();
    Instant last = up();
    degraded();
    degraded();
    assertThat(last).isAfter(good);
    assertThat(comparedWith(EventType.ENDPOINT_DEGRADED)).isEqualTo(ProbeJson.instant(last));
  }

  @Test
  void theLastOneUpHoweverLongItWasDegraded() {
    up();
    Instant last = up();
    for (int i = 0; i < 5; i++) {
      degraded();
    }
    down();
    down();
    assertThat(comparedWith(EventType.ENDPOINT_DOWN)).isEqualTo(ProbeJson.instant(last));
  }

  @Test
  void aDegradedOneWhereNoBetterIsKnown() {
    degraded();
    Instant second = degraded();
    assertThat(comparedWith(EventType.ENDPOINT_DEGRADED)).isNull();
    degraded();
    down();
    down();
    assertThat(comparedWith(EventType.ENDPOINT_DOWN)).isEqualTo(ProbeJson.instant(second));
  }
}
