package io.probity.alert;

import static io.probity.alert.ScriptedChannel.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.probity.cluster.RolesConfig.Role;
import io.probity.db.Db;
import io.probity.testing.LogEar;
import io.probity.testing.SwitchableDataSource;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BacklogWatchTest {
  private final SwitchableDataSource source =
      new SwitchableDataSource(TestPostgres.freshDataSource());
  private final AlertFixtures given = new AlertFixtures(new Db(source));
  private final ScriptedChannel receiver = new ScriptedChannel();
  private final Deliveries deliveries = given.deliveries(receiver);
  private final BacklogWatch watch =
      new BacklogWatch(
          new BacklogStore(given.db, given.db),
          () -> Set.of(Role.ALERT),
          given.clock,
          given.meters);

  @BeforeEach
  void show() {
    watch.show();
  }

  private double shown(String name) {
    return given.meters.get("probity.outbox." + name).gauge().value();
  }

  private void send() {
    deliveries.tick(given.clock.instant());
    deliveries.settle(given.clock.instant());
  }

  @Test
  void showsNothingBeforeItHasLooked() {
    assertThat(shown("pending")).isNaN();
    assertThat(shown("oldest.due.age")).isNaN();
    assertThat(shown("dead.letters")).isNaN();
  }

  @Test
  void whatIsDueGrowsOldUntilItIsSent() {
    given.channel("https://a.example/");
    given.publish(1);
    given.clock.advance(Duration.ofSeconds(90));
    given.publish(2);
    watch.tick();
    assertThat(shown("pending")).isEqualTo(2);
    assertThat(shown("oldest.due.age")).isEqualTo(90);
    send();
    watch.tick();
    assertThat(shown("pending")).isZero();
    assertThat(shown("oldest.due.age")).isZero();
  }

  @Test
  void whatWaitsForItsNextAttemptIsNotDueNorIsWhatWaitsBehindIt() {
    given.channel("https://a.example/");
    receiver.answering(status(500));
    given.publish(1);
    given.publish(EventType.PROBER_IMPAIRED, null);
    send();
    given.publish(1);
    given.publish(EventType.PROBER_RECOVERED, null);
    given.clock.advance(Duration.ofSeconds(2));
    watch.tick();
    assertThat(shown("pending")).isEqualTo(4);
    assertThat(shown("oldest.due.age")).isZero();
    given.clock.advance(Duration.ofSeconds(30));
    watch.tick();
    assertThat(shown("oldest.due.age")).isBetween(26.0, 27.0);
  }

  @Test
  void whatIsForADisabledChannelIsNotDue() {
    Channel channel = given.channel("https://a.example/");
    given.publish(1);
    given.db.update("UPDATE channel SET config = jsonb_set(config, '{enabled}', 'false')");
    given.clock.advance(Duration.ofSeconds(90));
    watch.tick();
    assertThat(channel.spec().enabled()).isTrue();
    assertThat(shown("oldest.due.age")).isZero();
  }

  @Test
  void countsDeadLettersRarely() {
    given.channel("https://a.example/");
    watch.tick();
    assertThat(shown("dead.letters")).isZero();
    given.publish(1);
    given.db.update("UPDATE delivery SET state = 2, done_at = next_at");
    for (int turn = 1; turn < BacklogWatch.RARELY; turn++) {
      given.clock.advance(BacklogWatch.PERIOD);
      watch.tick();
      assertThat(shown("dead.letters")).isZero();
    }
    given.clock.advance(BacklogWatch.PERIOD);
    watch.tick();
    assertThat(shown("dead.letters")).isEqualTo(1);
  }

  @Test
  void isUnknownWhileTheDatabaseIsAwayAndSaysSoOnce() {
    watch.tick();
    source.setAway(true);
    Queue<String> words = new ConcurrentLinkedQueue<>();
    LogEar ear = LogEar.on(Level.WARNING, words);
    watch.tick();
    watch.tick();
    ear.close();
    assertThat(words).filteredOn(each -> each.contains("backlog of the outbox")).hasSize(1);
    assertThat(shown("pending")).isNaN();
    assertThat(shown("dead.letters")).isNaN();
    source.setAway(false);
    watch.tick();
    assertThat(shown("pending")).isZero();
    assertThat(shown("dead.letters")).isZero();
  }

  @Test
  void whatWasSeenLongAgoIsUnknown() {
    watch.tick();
    given.clock.advance(BacklogWatch.VALID);
    assertThat(shown("pending")).isZero();
    given.clock.advance(Duration.ofMillis(1));
    assertThat(shown("pending")).isNaN();
    assertThat(shown("dead.letters")).isZero();
  }
}
