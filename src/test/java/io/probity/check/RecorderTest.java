package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.alert.Event;
import io.probity.alert.EventType;
import io.probity.alert.Outbox;
import io.probity.db.Db;
import io.probity.db.Fence;
import io.probity.db.Fenced;
import io.probity.db.Ids;
import io.probity.db.Tx;
import io.probity.health.HealthChange;
import io.probity.health.HealthState;
import io.probity.health.HealthStore;
import io.probity.health.ObservedState;
import io.probity.health.PeriodState;
import io.probity.health.StoredHealth;
import io.probity.testing.ManualClock;
import io.probity.testing.Samples;
import io.probity.testing.SwitchableDataSource;
import io.probity.testing.TestPostgres;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecorderTest {
  private static final Fence HELD = tx -> {};
  private final SwitchableDataSource source =
      new SwitchableDataSource(TestPostgres.freshDataSource());
  private final Db db = new Db(source);
  private final HealthStore health = new HealthStore(db, new ObjectMapper());
  private final List<Long> outOfStep = new CopyOnWriteArrayList<>();
  private final RecordingOutbox outbox = new RecordingOutbox();
  private final Recorder recorder =
      new Recorder(100_000, db, health, outbox, new ManualClock(Samples.AT), outOfStep::add);
  private final Thread thread = new Thread(recorder, "recorder-test");

  /** Writes events into a table of the test's database, so that their transaction can be seen. */
  private static final class RecordingOutbox implements Outbox {
    private final AtomicInteger wakes = new AtomicInteger();

    @Override
    public void publish(Tx tx, Event event) {
      tx.update(
          "INSERT INTO event (id, type, endpoint_id, at, data) VALUES (?, ?, ?, ?, '{}')",
          event.id(),
          event.type().wireName(),
          1L,
          event.at());
    }

    @Override
    public void wake() {
      wakes.incrementAndGet();
    }
  }

  @BeforeEach
  void start() {
    thread.start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    recorder.stop();
    thread.join(10_000);
    assertThat(thread.isAlive()).isFalse();
  }

  private static PendingChange change(long endpoint, long version, Fence fence) {
    Instant from = Samples.AT.plusSeconds(version);
    HealthState next = new HealthState(ObservedState.UP, from, null, List.of());
    Event event =
        new Event(
            Ids.uuid7(from),
            EventType.ENDPOINT_UP,
            from,
            null,
            JsonNodeFactory.instance.objectNode());
    return new PendingChange(
        (int) endpoint,
        fence,
        new HealthChange(endpoint, version, next, PeriodState.UP, from, null, null),
        null,
        lastGood -> List.of(event));
  }

  private int count(String table) {
    return db.first("SELECT count(*) FROM " + table, row -> row.getInt(1)).orElseThrow();
  }

  private void awaitWritten() {
    await().until(() -> recorder.backlog() == 0);
  }

  @Test
  void writesChangesWithTheirEventsInOrder() {
    for (int version = 0; version < 20; version++) {
      assertThat(recorder.offer(change(1, version, HELD))).isTrue();
    }
    awaitWritten();
    assertThat(health.load(List.of(1L)).get(1L).version()).isEqualTo(20);
    assertThat(count("health_period")).isEqualTo(20);
    assertThat(count("event")).isEqualTo(20);
    assertThat(outbox.wakes.get()).isPositive();
    assertThat(outOfStep).isEmpty();
  }

  @Test
  void waitsForTheDatabaseAndLosesNothing() {
    source.setAway(true);
    for (int version = 0; version < 10; version++) {
      recorder.offer(change(1, version, HELD));
    }
    assertThat(recorder.backlog()).isPositive();
    source.setAway(false);
    awaitWritten();
    assertThat(count("health_period")).isEqualTo(10);
    assertThat(count("event")).isEqualTo(10);
  }

  @Test
  void refusesWhatItHasNoRoomFor() {
    source.setAway(true);
    int taken = 0;
    while (taken < 1_000 && recorder.offer(change(1, taken, HELD))) {
      taken++;
    }
    assertThat(taken).isBetween(50, 200);
    assertThat(recorder.offer(change(2, 0, HELD))).isFalse();
    source.setAway(false);
    awaitWritten();
    assertThat(count("health_period")).isEqualTo(taken);
  }

  @Test
  void roomIsBackOnceTheDatabaseIs() {
    source.setAway(true);
    int taken = 0;
    while (taken < 1_000 && recorder.offer(change(1, taken, HELD))) {
      taken++;
    }
    source.setAway(false);
    awaitWritten();
    assertThat(recorder.offer(change(2, 0, HELD))).isTrue();
    awaitWritten();
    assertThat(count("event")).isEqualTo(taken + 1);
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    recorder.show(meters);
    assertThat(meters.get("probity.recorder.changes.refused").functionCounter().count())
        .isEqualTo(1);
    assertThat(meters.get("probity.recorder.changes.backlog.bytes").gauge().value()).isZero();
  }

  @Test
  void whatCannotBeMadeIsLeftOutAndTakenUpAgain() {
    PendingChange good = change(1, 0, HELD);
    PendingChange bad =
        new PendingChange(
            2,
            HELD,
            new HealthChange(
                2,
                0,
                new HealthState(ObservedState.UP, Samples.AT, null, List.of()),
                PeriodState.UP,
                Samples.AT,
                null,
                null),
            null,
            lastGood -> {
              throw new IllegalStateException("cannot be told");
            });
    source.setAway(true);
    recorder.offer(bad);
    recorder.offer(good);
    source.setAway(false);
    awaitWritten();
    assertThat(health.load(List.of(1L, 2L))).containsOnlyKeys(1L);
    assertThat(outOfStep).containsExactly(2L);
  }

  @Test
  void severalChangesOfManyEndpointsInOneGoKeepTheirOrder() {
    source.setAway(true);
    for (int version = 0; version < 3; version++) {
      for (int endpoint = 1; endpoint <= 10; endpoint++) {
        recorder.offer(change(endpoint, version, HELD));
      }
    }
    source.setAway(false);
    awaitWritten();
    assertThat(health.load(List.of(1L, 10L)).values())
        .extracting(StoredHealth::version)
        .containsOnly(3L);
    assertThat(count("health_period")).isEqualTo(30);
    assertThat(count("event")).isEqualTo(30);
    assertThat(outOfStep).isEmpty();
  }

  @Test
  void oneFencedChangeDoesNotTakeTheOthersWithIt() {
    Fence lost =
        tx -> {
          throw new Fenced("over");
        };
    source.setAway(true);
    recorder.offer(change(1, 0, HELD));
    recorder.offer(change(2, 0, lost));
    recorder.offer(change(3, 0, HELD));
    source.setAway(false);
    awaitWritten();
    assertThat(health.load(List.of(1L, 2L, 3L))).containsOnlyKeys(1L, 3L);
    assertThat(count("event")).isEqualTo(2);
    assertThat(outOfStep).containsExactly(2L);
  }

  @Test
  void reportsAnEndpointWhoseStoredHealthIsAnother() {
    recorder.offer(change(1, 0, HELD));
    awaitWritten();
    recorder.offer(change(1, 0, HELD));
    awaitWritten();
    assertThat(outOfStep).containsExactly(1L);
    assertThat(count("event")).isEqualTo(1);
  }
}
