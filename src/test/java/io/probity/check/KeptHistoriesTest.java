package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.probity.alert.EndpointEvents;
import io.probity.alert.Event;
import io.probity.cluster.Ownership;
import io.probity.db.Db;
import io.probity.db.Fence;
import io.probity.db.Fenced;
import io.probity.endpoint.Endpoint;
import io.probity.health.HealthStore;
import io.probity.health.MaintenanceCodec;
import io.probity.health.MaintenancePlan;
import io.probity.health.Recollection;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Random histories of endpoints that are checked each second, from the keeper to the database. A
 * failing one is named by its seed and its steps: u, d, g, ? are verdicts, s is silence, M begins
 * or ends maintenance, E is an edit, P a pause or its end, R a restart, H a hand-over after which
 * the former owner goes on for a while.
 */
class KeptHistoriesTest {
  private static final int HISTORIES = 150;
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

  /** The endpoint, its owners and what they leave behind. */
  private final class Life implements Ownership {
    private final ManualClock clock = new ManualClock(Samples.AT);
    private final List<Event> told = new ArrayList<>();
    private final List<CheckSummary> results = new ArrayList<>();
    private Endpoint endpoint;
    private Probed probed;
    private int epoch;
    private int outOfStep;
    private boolean maintenance;
    private Recorder recorder = recorder();
    private HealthKeeper keeper = keeper();
    private List<String> written = List.of();

    Life(long id) {
      endpoint = Samples.endpoint(id, "GET");
      probed = new Probed(endpoint, StoredHealth.NONE.state(), 0, false);
    }

    /** Writes only when it is told to, on the thread of the test. */
    private Recorder recorder() {
      Recorder made =
          new Recorder(1L << 30, db, store, new HeardOutbox(told::add), clock, id -> outOfStep++);
      made.stop();
      return made;
    }

    private HealthKeeper keeper() {
      return new HealthKeeper(
          recorder, this, new EndpointEvents(AlertSettings.PLAIN), clock, id -> outOfStep++);
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
      int decided = epoch;
      return tx -> {
        if (decided != epoch) {
          throw new Fenced("over");
        }
      };
    }

    void live(String steps) {
      for (char step : steps.toCharArray()) {
        clock.advance(A_SECOND);
        switch (step) {
          case 'M' -> maintain();
          case 'E' -> edit(endpoint.spec().paused());
          case 'P' -> edit(!endpoint.spec().paused());
          case 'R' -> takeOver();
          case 'H' -> handOver();
          case 's' -> clock.advance(Duration.ofSeconds(8));
          default -> check(step);
        }
        keeper.maintain(probed);
        write();
      }
    }

    private void write() {
      if (recorder.backlog() == 0) {
        return;
      }
      recorder.run();
      assertThat(outOfStep).as("changes that were refused").isZero();
      List<String> now = periods();
      int kept = Math.max(0, written.size() - 1);
      assertThat(now.subList(0, kept)).as("the past stays").isEqualTo(written.subList(0, kept));
      written = now;
    }

    private void maintain() {
      maintenance = !maintenance;
      plan();
    }

    private void plan() {
      Instant from = clock.instant();
      keeper.plan(
          new MaintenancePlan(
              maintenance
                  ? List.of(
                      MaintenanceCodec.read(
                          new ObjectMapper()
                              .valueToTree(
                                  Map.of(
                                      "name", "n",
                                      "match", Map.of("labels", Map.of()),
                                      "from", from.toString(),
                                      "to", from.plusSeconds(100_000).toString()))))
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
      account();
    }

    private void account() {
      if (endpoint.spec().paused()) {
        keeper.paused(probed);
      } else {
        keeper.resumed(probed);
      }
    }

    private void takeOver() {
      StoredHealth stored =
          store.load(List.of(endpoint.id())).getOrDefault(endpoint.id(), StoredHealth.NONE);
      Instant since = Recollection.since(endpoint, clock.instant());
      List<CheckSummary> recent =
          results.stream()
              .filter(each -> !each.at().isBefore(since))
              .limit(Recollection.atMost(endpoint))
              .toList();
      probed =
          new Probed(
              endpoint,
              Recollection.of(stored.state(), endpoint, recent),
              stored.version(),
              stored.paused());
      probed.maintained.restore(stored.maintenanceSince());
      probed.storedLastGood = stored.lastGood();
      Instant lastAt = results.isEmpty() ? null : results.get(0).at();
      probed.heardAt = later(stored.state().since(), lastAt);
      recorder = recorder();
      keeper = keeper();
      plan();
      account();
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
      if (one == null || other == null) {
        return one == null ? other : one;
      }
      return one.isAfter(other) ? one : other;
    }

    /** What the former owner decides under its lost epoch is refused. */
    private void handOver() {
      for (char each : "ddudd".toCharArray()) {
        clock.advance(A_SECOND);
        check(each);
      }
      epoch++;
      recorder.run();
      outOfStep = 0;
      takeOver();
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
      results.add(0, check.summary());
      keeper.checked(probed, check);
    }

    private List<String> periods() {
      return db.list(
          "SELECT from_at || ' ' || state FROM health_period WHERE endpoint_id = ? ORDER BY from_at",
          row -> row.getString(1),
          endpoint.id());
    }

    private int count(String what) {
      return db.first(
              "SELECT count(*) FROM incident WHERE endpoint_id = ? AND " + what,
              row -> row.getInt(1),
              endpoint.id())
          .orElseThrow();
    }

    private long stored() {
      return store.load(List.of(endpoint.id())).get(endpoint.id()).version();
    }

    /** Up for longer than flapping may last, and all is closed that was ever opened. */
    void end() {
      if (endpoint.spec().paused()) {
        live("P");
      }
      live((maintenance ? "M" : "") + "uuuu");
      clock.advance(Duration.ofHours(1));
      live("uuuu");
      assertThat(probed.healthVersion).isEqualTo(stored());
      assertThat(count("closed_at IS NULL")).as("open incidents").isZero();
      assertThat(count("closed_at < opened_at")).isZero();
      assertEndsFollowBeginnings();
      live("d".repeat(3));
      assertThat(count("closed_at IS NULL")).isEqualTo(1);
      live("E");
      keeper.deleted(probed);
      write();
      assertThat(count("closed_at IS NULL")).isZero();
      assertEndsFollowBeginnings();
    }

    private void assertEndsFollowBeginnings() {
      String open = "";
      boolean flapping = false;
      for (Event each : told) {
        String incident = each.data().path("incidentId").asText("null");
        boolean settles = each.data().path("previousState").asText().equals("flapping");
        switch (each.type()) {
          case ENDPOINT_DOWN -> {
            assertThat(open.isEmpty() || open.equals(incident) && settles).isTrue();
            open = incident;
            flapping &= !settles;
          }
          case ENDPOINT_UP -> {
            assertThat(incident).isIn(open, "null");
            open = "";
            flapping &= !settles;
          }
          case ENDPOINT_FLAPPING -> flapping = true;
          default -> {}
        }
      }
      assertThat(open).as("told of and never ended").isEmpty();
      assertThat(flapping).isFalse();
    }
  }

  private static String steps(Random random) {
    String kinds = "uuuuuddddddggg??sMMEPPRRH";
    StringBuilder steps = new StringBuilder();
    while (steps.length() < 45) {
      char kind = kinds.charAt(random.nextInt(kinds.length()));
      steps.append(
          String.valueOf(kind).repeat("udg".indexOf(kind) < 0 ? 1 : 1 + random.nextInt(4)));
    }
    return steps.toString();
  }

  @Test
  void keepThePastAndCloseWhatWasOpened() {
    for (int seed = 0; seed < HISTORIES; seed++) {
      String steps = steps(new Random(seed));
      try {
        Life life = new Life(seed + 1);
        life.live(steps);
        life.end();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ", steps " + steps, e);
      }
    }
  }
}
