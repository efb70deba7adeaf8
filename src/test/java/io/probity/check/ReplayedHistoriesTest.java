package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.probity.alert.EndpointEvents;
import io.probity.alert.Event;
import io.probity.cluster.Ownership;
import io.probity.db.Db;
import io.probity.db.Fence;
import io.probity.endpoint.Endpoint;
import io.probity.health.HealthState;
import io.probity.health.HealthStore;
import io.probity.health.MaintenanceCodec;
import io.probity.health.MaintenancePlan;
import io.probity.health.PeriodState;
import io.probity.health.Replay;
import io.probity.health.StoredHealth;
import io.probity.probe.Attempt;
import io.probity.probe.Check;
import io.probity.probe.CheckSummary;
import io.probity.probe.FailureClass;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import io.probity.testing.AlertSettings;
import io.probity.testing.HeardOutbox;
import io.probity.testing.ManualClock;
import io.probity.testing.Samples;
import io.probity.testing.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Random histories through the keeper, replayed by the settings they were made with. A failing one
 * is named by its seed and its steps: u, d, g, ? are verdicts, s is silence, M begins or ends
 * maintenance, P a pause or its end, E is an edit.
 */
class ReplayedHistoriesTest {
  private static final int HISTORIES = 120;
  private static final Duration A_SECOND = Duration.ofSeconds(1);

  private final AgroalDataSource source = pool();
  private final Db db = new Db(source);
  private final HealthStore store = new HealthStore(db, new ObjectMapper());

  private static AgroalDataSource pool() {
    try {
      return AgroalDataSource.from(
          new AgroalDataSourceConfigurationSupplier()
              .connectionPoolConfiguration(
                  pool ->
                      pool.maxSize(1)
                          .connectionFactoryConfiguration(
                              factory ->
                                  factory
                                      .jdbcUrl(TestPostgres.freshUrl())
                                      .principal(new NamePrincipal("postgres")))));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void close() {
    source.close();
  }

  /** The endpoint, its owner, and what people were told. */
  private final class Life implements Ownership {
    private final ManualClock clock = new ManualClock(Samples.AT);
    private final List<Fired> told = new ArrayList<>();
    private final List<CheckSummary> results = new ArrayList<>();
    private final Recorder recorder;
    private final HealthKeeper keeper;
    private final Probed probed;
    private Endpoint endpoint;
    private boolean maintenance;

    Life(long id) {
      endpoint = Samples.endpoint(id, "GET");
      probed = new Probed(endpoint, StoredHealth.NONE.state(), 0, false);
      HeardOutbox outbox = new HeardOutbox(this::hear);
      recorder = new Recorder(10_000, db, store, outbox, clock, changed -> {});
      recorder.stop();
      keeper =
          new HealthKeeper(
              recorder, this, new EndpointEvents(AlertSettings.PLAIN), clock, undone -> {});
      plan();
    }

    @Override
    public boolean owns(int shard) {
      return true;
    }

    @Override
    public Set<Integer> shards() {
      return Set.of();
    }

    @Override
    public Fence fence(int shard) {
      return tx -> {};
    }

    private void hear(Event event) {
      Instant since = Instant.parse(event.data().path("since").textValue());
      JsonNode decided = event.data().at("/check/at");
      Instant at = decided.isTextual() ? Instant.parse(decided.textValue()) : since;
      told.add(new Fired(event.type(), at, since));
    }

    void live(String steps) {
      for (char step : steps.toCharArray()) {
        clock.advance(A_SECOND);
        switch (step) {
          case 'M' -> {
            maintenance = !maintenance;
            plan();
          }
          case 'E' -> edit(endpoint.spec().paused());
          case 'P' -> edit(!endpoint.spec().paused());
          case 's' -> clock.advance(Duration.ofSeconds(8));
          default -> check(step);
        }
        keeper.maintain(probed);
        recorder.run();
      }
    }

    private void plan() {
      Instant from = clock.instant();
      Map<String, Object> window =
          Map.of(
              "name", "n",
              "match", Map.of("labels", Map.of()),
              "from", from.toString(),
              "to", from.plusSeconds(100_000).toString());
      keeper.plan(
          new MaintenancePlan(
              maintenance
                  ? List.of(MaintenanceCodec.read(new ObjectMapper().valueToTree(window)))
                  : List.of()));
      probed.maintained.reconsider();
    }

    private void edit(boolean paused) {
      endpoint =
          new Endpoint(
              endpoint.id(),
              endpoint.publicId(),
              endpoint.shard(),
              endpoint.revision() + 1,
              endpoint.createdAt(),
              clock.instant(),
              endpoint.spec().withPaused(paused));
      probed.reconfigure(endpoint, clock.instant());
      if (paused) {
        keeper.paused(probed);
      } else {
        keeper.resumed(probed);
      }
    }

    private void check(char letter) {
      if (endpoint.spec().paused()) {
        return;
      }
      Attempt attempt =
          letter == 'd'
              ? Samples.failed(FailureClass.CONNECT_REFUSED)
              : Samples.answered(200, Map.of());
      Verdict verdict =
          switch (letter) {
            case 'u' -> Verdict.UP;
            case 'd' -> Verdict.DOWN;
            case 'g' -> Verdict.DEGRADED;
            default -> Verdict.UNKNOWN;
          };
      Check check =
          new Check(endpoint.id(), clock.instant(), Trigger.SCHEDULE, verdict, List.of(attempt), 0);
      results.add(check.summary());
      keeper.checked(probed, check);
    }

    List<Fired> replayed() {
      ReplayRun run =
          new ReplayRun(
              new Replay(endpoint.spec(), HealthState.NEW),
              endpoint.spec(),
              endpoint.spec(),
              endpoint.revision() > 1 ? endpoint.updatedAt() : null,
              endpoint.createdAt(),
              new ReplayStore(db)
                  .periods(endpoint.id(), endpoint.createdAt(), clock.instant().plusSeconds(1)),
              PeriodState.UNKNOWN,
              new Doubts());
      results.forEach(each -> run.take(each, null));
      run.finish(clock.instant().plusSeconds(1));
      return run.fired();
    }
  }

  /** Of several edits only the last one is known later, unless it was a pause. */
  private static String steps(Random random) {
    String kinds = "uuuuuddddddggg??sMMPP";
    StringBuilder steps = new StringBuilder();
    while (steps.length() < 90) {
      boolean edited = steps.indexOf("E") >= 0;
      char kind = kinds.charAt(random.nextInt(kinds.length() - (edited ? 2 : 0)));
      boolean edits = !edited && steps.length() > 60 && random.nextInt(4) == 0;
      boolean running = steps.chars().filter(each -> each == 'P').count() % 2 == 0;
      steps.append(edits && running ? "E" : "");
      edited |= edits && running;
      kind = edited && kind == 'P' ? 'u' : kind;
      steps.append(
          String.valueOf(kind).repeat("udg".indexOf(kind) < 0 ? 1 : 1 + random.nextInt(4)));
    }
    return steps.toString();
  }

  @Test
  void fireAgainWhatFired() {
    int fired = 0;
    for (int seed = 0; seed < HISTORIES; seed++) {
      String steps = steps(new Random(seed));
      try {
        Life life = new Life(seed + 1);
        life.live(steps);
        assertThat(life.replayed()).isEqualTo(life.told);
        fired += life.told.size();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ", steps " + steps, e);
      }
    }
    assertThat(fired).as("alerts in all").isGreaterThan(5 * HISTORIES);
  }
}
