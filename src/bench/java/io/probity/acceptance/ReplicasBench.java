package io.probity.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import io.probity.db.Db;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Hurts one of several replicas after the other while endpoints go down and up. The targets' own
 * log tells who probed what and when. Half of an outage wave begins, and the other half ends, with
 * each harm.
 */
final class ReplicasBench implements HarmBench.Scenario {
  private static final int REPLICAS = 3;
  private static final int VICTIM = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration SUDDEN = Duration.ofSeconds(10);
  private static final Duration ORDERLY = Duration.ofSeconds(2);
  private static final double UNFAIR = 1.2;

  private final List<Harm> harms =
      List.of(
          new Harm("kill -9", SUDDEN, 2, run -> run.get(VICTIM).kill(), 15),
          new Harm("join", SUDDEN, 3, run -> run.get(VICTIM).start(), 10),
          new Harm("SIGSTOP", SUDDEN, 3, ReplicasBench::freeze, 12),
          new Harm("cut off from the database", SUDDEN, 3, ReplicasBench::cut, 12),
          new Harm("orderly stop", ORDERLY, 2, run -> run.stop(VICTIM), 6),
          new Harm("join again", SUDDEN, 3, run -> run.get(VICTIM).start(), 10),
          new Harm("rolling restart", ORDERLY, 3, ReplicasBench::roll, 6),
          new Harm("restart of PostgreSQL", SUDDEN, 3, ReplicasBench::restart, 12));

  private interface Deed {
    void inflict(Replicas replicas) throws Exception;
  }

  /**
   * What is done.
   *
   * @param limit longest hand-over that is allowed, beyond the interval that lies between two
   *     probes anyway
   * @param left replicas that probe afterwards
   * @param seconds looked at afterwards
   */
  private record Harm(String name, Duration limit, int left, Deed deed, int seconds) {}

  private static void freeze(Replicas replicas) throws Exception {
    replicas.signal(VICTIM, "STOP");
    Thread.sleep(20_000);
    replicas.signal(VICTIM, "CONT");
  }

  private static void cut(Replicas replicas) throws Exception {
    replicas.relay(1).cut();
    Thread.sleep(20_000);
    replicas.relay(1).mend();
  }

  private static void roll(Replicas replicas) throws Exception {
    for (int i = 0; i < replicas.size(); i++) {
      replicas.stop(i);
      Thread.sleep(3_000);
      replicas.get(i).start();
      Thread.sleep(6_000);
    }
  }

  private static void restart(Replicas replicas) throws Exception {
    replicas.database().stop();
    replicas.database().start();
  }

  @Override
  public void run(Options options, Path data, Report report) throws Exception {
    int endpoints = options.number("endpoints", 3000);
    int wave = options.number("wave", 40);
    String only = options.text("only", "");
    options.refuseOthers();
    report.row("endpoints at 1 s, replicas", endpoints + ", " + REPLICAS);
    report.row("hand-over", "from the last probe by one to the first by the other");
    try (ReplicaTargets targets = new ReplicaTargets(REPLICAS, endpoints);
        Replicas replicas = new Replicas(REPLICAS, data, targets);
        Ledger ledger = new Ledger("127.52.0.1", Duration.ZERO, new Random(1))) {
      replicas.startAll();
      replicas.get(0).tell(ledger, Map.of());
      Map<String, Object> plain = Map.of("interval", "1s", "retry", Map.of("maxAttempts", 1));
      replicas.get(0).watch(endpoints, targets::url, plain);
      Db db = replicas.get(0).database();
      Polling.until(PATIENCE, () -> up(db) == endpoints);
      Thread.sleep(5_000);
      Map<String, Integer> outages = new HashMap<>();
      IntStream.range(0, endpoints).forEach(i -> outages.put("e" + i, 0));
      for (Harm each : harms) {
        if (each.name().contains(only)) {
          new Step(targets, replicas, ledger, each, wave, report).run(outages);
        }
      }
      Polling.until(PATIENCE, () -> up(db) == endpoints);
      coverage(replicas.get(0), report);
      Audit audit = Audit.of(db, ledger, outages, replicas.get(0).states());
      report.row("events stored", audit.events());
      report.row("deliveries received again, with the same id", audit.duplicates());
      report.faults(audit.faults());
    }
  }

  private static long up(Db db) {
    return db.list("SELECT count(*) FROM health WHERE observed = 0", row -> row.getLong(1)).get(0);
  }

  /** By the API, of the first hundred endpoints since they were created. */
  private static void coverage(Program program, Report report) {
    List<Double> percent = new ArrayList<>();
    for (JsonNode each : program.api().get("/endpoints?limit=100").get("items")) {
      String path = "/endpoints/%s/uptime?to=".formatted(each.get("id").asText());
      JsonNode uptime = program.api().get(path + Instant.now());
      percent.add(100 * uptime.get("coverage").asDouble());
    }
    percent.sort(null);
    report.row(
        "coverage by the API, least / median",
        "%.2f / %.2f %%".formatted(percent.get(0), percent.get(percent.size() / 2)));
  }

  /** One harm, with its wave of outages, and what came of it. */
  private record Step(
      ReplicaTargets targets,
      Replicas replicas,
      Ledger ledger,
      Harm harm,
      int wave,
      Report report) {

    void run(Map<String, Integer> outages) throws Exception {
      Random random = new Random(harm.name().hashCode());
      List<Integer> chosen =
          random.ints(0, targets.arrivals().endpoints()).distinct().limit(wave).boxed().toList();
      chosen.forEach(each -> outages.merge("e" + each, 1, Integer::sum));
      List<Integer> before = chosen.subList(0, wave / 2);
      List<Integer> during = chosen.subList(wave / 2, wave);
      long downs = ledger.distinct("endpoint.down");
      long ups = ledger.distinct("endpoint.up");
      targets.fail(before);
      await("endpoint.down", downs + before.size());
      long from = targets.arrivals().now();
      targets.heal(before);
      targets.fail(during);
      harm.deed().inflict(replicas);
      Thread.sleep(harm.seconds() * 1000L);
      long to = targets.arrivals().now();
      await("endpoint.down", downs + wave);
      targets.heal(during);
      await("endpoint.up", ups + wave);
      tell(Handover.of(targets.arrivals(), from - 3_000, to));
    }

    private void await(String type, long count) {
      Polling.until(PATIENCE, () -> ledger.distinct(type) >= count);
    }

    private void tell(Handover found) {
      long longest = longest(found.millis());
      long pause = longest(found.pauses());
      int strays = found.strays().stream().mapToInt(Integer::intValue).max().orElse(0);
      double imbalance = found.imbalance(harm.left());
      report.millis(harm.name() + ": " + found.millis().size() + " hand-overs", found.millis());
      report.millis(harm.name() + ": longest time between two probes", found.pauses());
      report.row(
          harm.name() + ": doubly probed, at most; max share / mean",
          "%d checks; %.2f %s".formatted(strays, imbalance, found.shares()));
      if (longest > INTERVAL.plus(harm.limit()).toMillis()) {
        report.fault("%s: a hand-over took %d ms".formatted(harm.name(), longest));
      }
      if (pause > 2 * SUDDEN.toMillis()) {
        report.fault("%s: not probed for %d ms".formatted(harm.name(), pause));
      }
      if (strays > 2) {
        report.fault("%s: %d probes by two in turn".formatted(harm.name(), strays));
      }
      if (imbalance > UNFAIR) {
        report.fault("%s: shares %s".formatted(harm.name(), found.shares()));
      }
    }

    private static long longest(List<Long> millis) {
      return millis.stream().mapToLong(Long::longValue).max().orElse(0);
    }
  }
}
