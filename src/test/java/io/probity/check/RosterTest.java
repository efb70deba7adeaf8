package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.probity.cluster.Ownership;
import io.probity.db.Db;
import io.probity.db.Fence;
import io.probity.endpoint.ChangeFeed;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointCodec;
import io.probity.endpoint.Endpoints;
import io.probity.health.HealthState;
import io.probity.health.HealthStore;
import io.probity.health.StoredHealth;
import io.probity.history.LatestChecks;
import io.probity.probe.CheckSummary;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import io.probity.secret.AesGcmSealer;
import io.probity.secret.MasterKey;
import io.probity.secret.Sealer;
import io.probity.testing.ManualClock;
import io.probity.testing.Samples;
import io.probity.testing.SwitchableDataSource;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RosterTest {
  private static final Set<Integer> ALL =
      IntStream.range(0, Ownership.SHARDS).boxed().collect(Collectors.toSet());

  private final SwitchableDataSource source =
      new SwitchableDataSource(TestPostgres.freshDataSource());
  private final SwitchableDataSource ofHealth = new SwitchableDataSource(source);
  private final Sealer sealer = new AesGcmSealer(MasterKey.generate());
  private final Db db = new Db(source);
  private final Endpoints endpoints = new Endpoints(db, sealer, new ManualClock(Samples.AT));
  private final List<String> told = new ArrayList<>();

  /** Newest first. */
  private final List<CheckSummary> results = new ArrayList<>();

  private HealthState resumed = HealthState.NEW;
  private Set<Integer> shards = ALL;
  private final Roster roster =
      new Roster(
          new ChangeFeed(db, sealer),
          new Shards(),
          new HealthStore(new Db(ofHealth), new ObjectMapper()),
          new Results(),
          new Told());
  private Endpoint endpoint = Samples.endpoint(1, "GET");

  private final class Results implements LatestChecks {
    @Override
    public Map<Long, CheckSummary> latest(Collection<Long> endpointIds) {
      return results.isEmpty() ? Map.of() : Map.of(endpoint.id(), results.get(0));
    }

    @Override
    public Map<Long, List<CheckSummary>> recent(Collection<Wanted> wanted) {
      return wanted.stream()
          .collect(
              Collectors.toMap(
                  Wanted::endpointId,
                  each ->
                      results.stream()
                          .filter(check -> !check.at().isBefore(each.since()))
                          .limit(each.atMost())
                          .toList()));
    }
  }

  private final class Shards implements Ownership {
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

  private final class Told implements Roster.Crew {
    @Override
    public void add(Endpoint each, StoredHealth health, @Nullable Instant lastAt, boolean created) {
      told.add(created ? "create" : "add");
      resumed = health.state();
    }

    @Override
    public void change(Endpoint each) {
      told.add("change " + each.revision());
    }

    @Override
    public void bury(Endpoint each, StoredHealth health) {
      told.add("bury");
    }

    @Override
    public void drop(long endpointId) {
      told.add("drop");
    }
  }

  @BeforeEach
  void register() {
    roster.tick();
    endpoint =
        endpoints.create(
            new EndpointCodec(() -> Duration.ofSeconds(1), host -> null)
                .read(
                    JsonNodeFactory.instance.objectNode().put("url", "https://h.example/"), null));
    roster.tick();
    assertThat(told).containsExactly("create");
    told.clear();
  }

  @Test
  void whatIsOutOfStepIsReadAgain() {
    roster.outOfStep(endpoint.id());
    roster.tick();
    roster.tick();
    assertThat(told).containsExactly("add");
  }

  @Test
  void aTakeOverCountsOnFromTheStoredChecksOfThePresentConfiguration() {
    for (int second = -1; second < 2; second++) {
      results.add(0, failed(endpoint.updatedAt().plusSeconds(second)));
    }
    roster.outOfStep(endpoint.id());
    roster.tick();
    assertThat(resumed.recent()).as("not the one before the edit").hasSize(2);
  }

  private static CheckSummary failed(Instant at) {
    Failure refused = Failure.of(FailureClass.CONNECT_REFUSED, "");
    return new CheckSummary(
        at,
        Trigger.SCHEDULE,
        Verdict.DOWN,
        refused,
        null,
        null,
        null,
        false,
        1,
        0,
        Samples.timings(1),
        0);
  }

  @Test
  void whatIsOutOfStepButNoLongerOwnedIsLeftToItsOwner() {
    shards = Set.of(1);
    roster.tick();
    roster.outOfStep(endpoint.id());
    roster.tick();
    assertThat(told).containsExactly("drop");
  }

  @Test
  void anEditIsNotLostWhileTheHealthIsReadAgain() {
    ofHealth.setAway(true);
    roster.outOfStep(endpoint.id());
    roster.tick();
    endpoints.update(endpoint.publicId(), current -> endpoint.spec().withPaused(true));
    roster.tick();
    ofHealth.setAway(false);
    roster.tick();
    assertThat(told).containsExactly("change 2", "add");
  }

  @Test
  void aShardThatIsLostWhileItsHealthIsReadAgainIsDropped() {
    ofHealth.setAway(true);
    roster.outOfStep(endpoint.id());
    roster.tick();
    shards = Set.of();
    roster.tick();
    ofHealth.setAway(false);
    roster.tick();
    assertThat(told).containsExactly("drop");
  }
}
