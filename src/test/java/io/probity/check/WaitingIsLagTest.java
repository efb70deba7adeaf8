package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.alert.EndpointEvents;
import io.probity.db.Db;
import io.probity.endpoint.ConnectionMode;
import io.probity.health.HealthState;
import io.probity.health.HealthStore;
import io.probity.net.LoopbackEgress;
import io.probity.probe.Check;
import io.probity.probe.Timings;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import io.probity.testing.AlertSettings;
import io.probity.testing.HeardOutbox;
import io.probity.testing.OwnedShards;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real probes of one origin that has one permit: they go one after the other. */
class WaitingIsLagTest {
  private static final int CHECKS = 4;
  private static final int ANSWERS_AFTER_MS = 300;

  private final InstantSource clock = InstantSource.system();
  private final GuardedProbe probe = new GuardedProbe(new LoopbackEgress());
  private final List<Check> results = new CopyOnWriteArrayList<>();
  private final CountDownLatch all = new CountDownLatch(CHECKS);
  private final CheckRunner runner = runner();

  private CheckRunner runner() {
    Db db = TestPostgres.freshDb();
    Recorder recorder =
        new Recorder(
            1L << 30,
            db,
            new HealthStore(db, new ObjectMapper()),
            HeardOutbox.BY_NOBODY,
            clock,
            id -> {});
    EndpointEvents events = new EndpointEvents(AlertSettings.PLAIN);
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    return new CheckRunner(
        new Permits(
            probe.loop::execute,
            new Permits.Limits(10, 1, 10),
            System::nanoTime,
            (gate, waited) -> {}),
        probe.guard,
        OwnedShards.ALL,
        (endpoint, check) -> {
          results.add(check);
          all.countDown();
        },
        new HealthKeeper(recorder, OwnedShards.ALL, events, clock, id -> {}),
        new CheckMetrics(registry),
        new PermitMetrics(registry),
        clock,
        System::nanoTime,
        (endpoint, delay) -> {},
        Scrutiny.NONE);
  }

  @AfterEach
  void close() {
    probe.close();
  }

  private void checkAllAtOnce(TargetServer target) throws InterruptedException {
    Specs specs = Specs.of(target.url("x.test", "/")).connection(ConnectionMode.FRESH);
    probe.check(specs.endpoint()); // loads classes
    probe.loop.execute(
        () -> {
          Instant planned = clock.instant();
          for (int id = 1; id <= CHECKS; id++) {
            Probed each = new Probed(specs.endpoint(id), HealthState.NEW, 0, false);
            runner.run(each, planned, Trigger.SCHEDULE, true);
          }
        });
    assertThat(all.await(20, TimeUnit.SECONDS)).as("all checks ended").isTrue();
  }

  @Test
  void theWaitForAPermitIsInTheLagAndInNoPhaseNorTheTotal() throws InterruptedException {
    TargetServer.Script script =
        with -> {
          with.request();
          with.pause(Duration.ofMillis(ANSWERS_AFTER_MS));
          with.respond("200 OK", "Connection: close", "fine");
        };
    try (TargetServer target = TargetServer.plain(script)) {
      checkAllAtOnce(target);
    }
    for (int before = 0; before < CHECKS; before++) {
      Check check = results.get(before);
      Timings timings = check.deciding().timings();
      assertThat(check.verdict()).isEqualTo(Verdict.UP);
      assertThat(check.lagUs())
          .as("lag behind %d others", before)
          .isGreaterThanOrEqualTo(before * ANSWERS_AFTER_MS * 1_000);
      assertThat(timings.firstByteUs()).isGreaterThanOrEqualTo(ANSWERS_AFTER_MS * 900);
      assertThat(timings.totalUs())
          .as("total behind %d others", before)
          .isBetween(ANSWERS_AFTER_MS * 1_000, 2 * ANSWERS_AFTER_MS * 1_000 - 1);
      assertThat(timings.connectUs() + timings.writeUs() + timings.transferUs())
          .as("phases of our own doing")
          .isLessThan(ANSWERS_AFTER_MS * 500);
      assertThat(sum(timings)).isLessThanOrEqualTo(timings.totalUs());
    }
    assertThat(results.get(CHECKS - 1).at()).as("its turn").isEqualTo(results.get(0).at());
  }

  private static int sum(Timings timings) {
    return timings.connectUs() + timings.writeUs() + timings.firstByteUs() + timings.transferUs();
  }
}
