package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.alert.EndpointEvents;
import io.probity.db.Db;
import io.probity.endpoint.Endpoint;
import io.probity.health.HealthStore;
import io.probity.health.ObservedState;
import io.probity.health.StoredHealth;
import io.probity.probe.Check;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import io.probity.testing.AlertSettings;
import io.probity.testing.HeardOutbox;
import io.probity.testing.ManualClock;
import io.probity.testing.ManualLoop;
import io.probity.testing.OwnedShards;
import io.probity.testing.Samples;
import io.probity.testing.ScriptedProber;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Of which endpoints this replica has something to tell. */
class ObservationsTest {
  private static final LastCheck PASSED =
      LastCheck.of(
          new Check(
              1,
              Samples.AT,
              Trigger.SCHEDULE,
              Verdict.UP,
              List.of(Samples.answered(200, Map.of())),
              0),
          null);

  private final ManualClock clock = new ManualClock(Samples.AT);
  private final ManualLoop loop = new ManualLoop(clock);
  private final Set<Integer> lost = new HashSet<>();
  private final OwnedShards shards = new OwnedShards(shard -> !lost.contains(shard));
  private final Db db = new Db(TestPostgres.freshDataSource());
  private final Recorder recorder =
      new Recorder(
          1L << 30,
          db,
          new HealthStore(db, new ObjectMapper()),
          HeardOutbox.BY_NOBODY,
          clock,
          endpointId -> {});
  private final HealthKeeper health =
      new HealthKeeper(
          recorder, shards, new EndpointEvents(AlertSettings.PLAIN), clock, endpointId -> {});
  private final Schedule schedule =
      new Schedule(
          loop,
          clock,
          (probed, at, trigger, onGrid) -> {
            probed.last = PASSED;
            return true;
          });
  private final Probing probing = new Probing(loop, schedule, health, new ScriptedProber(), clock);

  private static Endpoint endpoint(long revision, boolean paused) {
    Endpoint sample = Samples.endpoint(1, "GET");
    return new Endpoint(
        1,
        sample.publicId(),
        sample.shard(),
        revision,
        Samples.AT,
        Samples.AT,
        sample.spec().withPaused(paused));
  }

  private void add(Endpoint endpoint) {
    probing.add(endpoint, StoredHealth.NONE, null, true);
    loop.run();
  }

  private void change(Endpoint endpoint) {
    probing.change(endpoint);
    loop.run();
  }

  private List<Observation> now() {
    var now = probing.observations(shards);
    loop.run();
    return now.join();
  }

  private void check() {
    loop.advance(Duration.ofSeconds(1));
  }

  @Test
  void anEndpointIsSeenOnceItWasChecked() {
    add(endpoint(1, false));
    assertThat(now()).isEmpty();
    check();
    assertThat(now())
        .containsExactly(new Observation(endpoint(1, false), PASSED, ObservedState.UNKNOWN));
  }

  @Test
  void whatAnOldConfigurationBroughtIsNotShownForTheNewOne() {
    add(endpoint(1, false));
    check();
    change(endpoint(2, false));
    assertThat(now()).isEmpty();
    check();
    assertThat(now()).extracting(each -> each.endpoint().revision()).containsExactly(2L);
  }

  @Test
  void whatIsPausedIsNotShown() {
    add(endpoint(1, false));
    check();
    change(endpoint(2, true));
    check();
    assertThat(now()).isEmpty();
  }

  @Test
  void whatAnotherReplicaProbesIsNotShown() {
    Endpoint endpoint = endpoint(1, false);
    add(endpoint);
    check();
    lost.add(endpoint.shard());
    assertThat(now()).isEmpty();
    lost.clear();
    assertThat(now()).hasSize(1);
    probing.drop(endpoint.id());
    assertThat(now()).isEmpty();
  }
}
