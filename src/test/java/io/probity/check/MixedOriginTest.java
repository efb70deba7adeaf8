package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.alert.EndpointEvents;
import io.probity.db.Db;
import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.health.HealthState;
import io.probity.health.HealthStore;
import io.probity.probe.Attempt;
import io.probity.probe.Check;
import io.probity.probe.FailureClass;
import io.probity.probe.Prober;
import io.probity.probe.Verdict;
import io.probity.testing.AlertSettings;
import io.probity.testing.HeardOutbox;
import io.probity.testing.ManualClock;
import io.probity.testing.ManualLoop;
import io.probity.testing.OwnedShards;
import io.probity.testing.Samples;
import io.probity.testing.Specs;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** One origin with 16 permits, where 300 paths hang for 10 s and one answers at once. */
class MixedOriginTest {
  private static final int HANGING = 300;
  private static final long WELL = HANGING + 1;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final ManualClock clock = new ManualClock(Samples.AT);
  private final ManualLoop loop = new ManualLoop(clock);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final PermitMetrics permitMetrics = new PermitMetrics(registry);
  private final List<Check> ofTheWell = new ArrayList<>();
  private final List<Check> ofTheHanging = new ArrayList<>();

  private final class Paths implements Prober {
    @Override
    public CompletionStage<Attempt> attempt(
        Endpoint endpoint, ConnectionMode mode, Duration budget) {
      CompletableFuture<Attempt> attempt = new CompletableFuture<>();
      if (endpoint.id() == WELL) {
        loop.execute(() -> attempt.complete(Samples.answered(200, Map.of())));
      } else {
        Duration time = budget.compareTo(TIMEOUT) < 0 ? budget : TIMEOUT;
        loop.after(time, () -> attempt.complete(Samples.failed(FailureClass.RESPONSE_TIMEOUT)));
      }
      return attempt;
    }

    @Override
    public void forget(long endpointId) {}
  }

  private long nanos() {
    return Duration.between(Samples.AT, clock.instant()).toNanos();
  }

  private Schedule schedule() {
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
    CheckRunner runner =
        new CheckRunner(
            new Permits(
                loop::execute, new Permits.Limits(20_000, 16, 20_000), this::nanos, permitMetrics),
            new RetryGuard(new Paths(), loop, Runnable::run, clock, this::nanos),
            OwnedShards.ALL,
            (endpoint, check) -> (endpoint.id() == WELL ? ofTheWell : ofTheHanging).add(check),
            new HealthKeeper(recorder, OwnedShards.ALL, events, clock, id -> {}),
            new CheckMetrics(registry),
            permitMetrics,
            clock,
            this::nanos,
            (endpoint, delay) -> {},
            Scrutiny.NONE);
    return new Schedule(loop, clock, runner);
  }

  private static Probed endpoint(long id) {
    Endpoint endpoint =
        Specs.of("https://app.test/" + id)
            .timeoutsMs(3_000, 5_000, 10_000, 15_000)
            .attempts(1)
            .endpoint(id);
    return new Probed(endpoint, HealthState.NEW, 0, false);
  }

  private void probeForAnHour() {
    Schedule schedule = schedule();
    for (long id = 1; id <= WELL; id++) {
      schedule.onGrid(endpoint(id));
    }
    loop.advance(Duration.ofHours(1));
  }

  @Test
  void theOneThatAnswersIsDownWithTheOthersNoLongerThanUntilItsFirstTurn() {
    probeForAnHour();
    assertThat(ofTheWell).hasSizeGreaterThan(115);
    assertThat(ofTheWell.subList(3, ofTheWell.size()))
        .allMatch(each -> each.verdict() == Verdict.UP);
  }

  @Test
  void everyOneOfThemHasItsTurnAgainAndAgain() {
    probeForAnHour();
    Map<Long, Long> turns =
        ofTheHanging.stream()
            .filter(each -> each.deciding().timings().totalUs() > 0)
            .collect(Collectors.groupingBy(Check::endpointId, Collectors.counting()));
    assertThat(turns).hasSize(HANGING);
    assertThat(turns.values()).allMatch(each -> each >= 10);
    assertThat(ofTheHanging).allMatch(each -> each.verdict() == Verdict.DOWN);
    // Who was let in at the end of its patience may still hang when its next turn comes.
    assertThat(registry.counter("probity.checks.skipped").count())
        .isLessThan(ofTheHanging.size() / 1_000.0);
  }
}
