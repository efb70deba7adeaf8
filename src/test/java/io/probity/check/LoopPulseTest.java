package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.cluster.Ownership;
import io.probity.db.Db;
import io.probity.db.Fence;
import io.probity.health.HealthChange;
import io.probity.health.HealthState;
import io.probity.health.HealthStore;
import io.probity.health.ObservedState;
import io.probity.health.PeriodState;
import io.probity.testing.HeardOutbox;
import io.probity.testing.ManualClock;
import io.probity.testing.Samples;
import io.probity.testing.SwitchableDataSource;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LoopPulseTest {
  private final ManualClock clock = new ManualClock(Samples.AT);
  private final SwitchableDataSource source =
      new SwitchableDataSource(TestPostgres.freshDataSource());
  private final Db db = new Db(source);
  private final Recorder recorder =
      new Recorder(
          1L << 30,
          db,
          new HealthStore(db, new ObjectMapper()),
          HeardOutbox.BY_NOBODY,
          clock,
          id -> {});
  private Set<Integer> shards = Set.of(0, 1);
  private boolean dead;
  private final EventLoop loop =
      new EventLoop() {
        @Override
        public void execute(Runnable work) {
          if (!dead) {
            work.run();
          }
        }

        @Override
        public void after(Duration delay, Runnable work) {
          // Its timers never come: what is planned becomes overdue.
        }

        @Override
        public boolean inLoop() {
          return true;
        }
      };
  private final Schedule schedule =
      new Schedule(loop, clock, (probed, at, trigger, onGrid) -> true);
  private final LoopPulse pulse =
      new LoopPulse(loop, schedule, recorder, new Owned(), clock, Duration.ofMillis(50));

  private final class Owned implements Ownership {
    @Override
    public boolean owns(int shard) {
      return shards.contains(shard);
    }

    @Override
    public Set<Integer> shards() {
      return shards;
    }

    @Override
    public Fence fence(int shard) {
      return tx -> {};
    }
  }

  @Test
  void noticesChecksThatDoNotStart() {
    schedule.onGrid(new Probed(Samples.endpoint(1, "GET"), HealthState.NEW, 0, false));
    assertThat(pulse.complaint()).isEmpty();
    clock.advance(Duration.ofSeconds(12));
    assertThat(pulse.complaint()).contains("Checks do not start when they are due.");
  }

  @Test
  void noticesALoopThatHangs() {
    dead = true;
    assertThat(pulse.complaint()).contains("The event loop of the checks does not answer.");
  }

  @Test
  void noticesThatItOwnsNothing() {
    shards = Set.of();
    assertThat(pulse.complaint()).contains("This replica owns no endpoints.");
  }

  @Test
  void noticesChangesThatAreNotWritten() throws InterruptedException {
    source.setAway(true);
    HealthState next = new HealthState(ObservedState.UP, Samples.AT, null, List.of());
    recorder.offer(
        new PendingChange(
            1,
            tx -> {},
            new HealthChange(1, 0, next, PeriodState.UP, Samples.AT, null, null),
            null,
            News.NONE));
    Thread thread = new Thread(recorder, "recorder-test");
    thread.start();
    try {
      await().until(() -> recorder.isStuck(clock.instant().plus(Duration.ofSeconds(31))));
      assertThat(pulse.complaint()).isEmpty();
      clock.advance(Duration.ofSeconds(31));
      assertThat(pulse.complaint()).contains("Changes of health are not written.");
      source.setAway(false);
      await().untilAsserted(() -> assertThat(pulse.complaint()).isEmpty());
    } finally {
      recorder.stop();
      thread.join(10_000);
    }
  }
}
