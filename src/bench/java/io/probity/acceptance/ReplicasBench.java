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
import org.jspecify.annotations.Nullable;

/**
 * Hurts one of several replicas after the other while endpoints go down and up. The targets' own
 * log tells who probed what and when.
 */
final class ReplicasBench implements HarmBench.Scenario {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String HERE = "127.52.0.1";
  private static final String RUNNER = "quarkus-run.jar";

  @Override
  public void run(Options options, Path data, Report report) throws Exception {
    int endpoints = options.number("endpoints", 3000);
    int wave = options.number("wave", 40);
    String only = options.text("only", "");
    String target = options.text("target", "own");
    boolean namespace = options.flag("namespace");
    String old = options.text("old", "");
    options.refuseOthers();
    report.row("endpoints at 1 s, replicas", endpoints + ", " + Harms.REPLICAS);
    report.row("targets", target.equals("nginx") ? "nginx" : "of the harness");
    report.row("hand-over", "from the last probe by one to the first by the other");
    Upgrade upgrade = old.isEmpty() ? null : upgrade(Path.of(old), report);
    try (CutNetwork network = namespace ? CutNetwork.of(Harms.REPLICAS) : null;
        ReplicaTargets targets =
            new ReplicaTargets(
                places(network),
                endpoints,
                target.equals("nginx") ? NginxReplicaServer::new : NettyReplicaServer::new);
        Replicas replicas = new Replicas(data, targets);
        Ledger ledger =
            new Ledger(
                network == null ? HERE : CutNetwork.gateway(), Duration.ZERO, new Random(1))) {
      if (upgrade != null) {
        upgrade.begin(replicas);
      }
      watch(replicas, ledger, targets, endpoints);
      Map<String, Integer> outages = new HashMap<>();
      IntStream.range(0, endpoints).forEach(i -> outages.put("e" + i, 0));
      for (Harm each : harms(network, upgrade)) {
        if (each.name().contains(only)) {
          new HarmStep(targets, replicas, ledger, each, wave, report).run(outages);
        }
      }
      judge(replicas, ledger, outages, report);
    }
  }

  private static Upgrade upgrade(Path old, Report report) {
    Path present = Path.of(System.getProperty("probity.jar", "target/quarkus-app/" + RUNNER));
    return new Upgrade(old.resolve(RUNNER), present, report);
  }

  private static List<Place> places(@Nullable CutNetwork network) {
    return IntStream.range(0, Harms.REPLICAS)
        .mapToObj(each -> network != null && each == Harms.VICTIM ? CutNetwork.place() : Place.HERE)
        .toList();
  }

  private static List<Harm> harms(@Nullable CutNetwork network, @Nullable Upgrade upgrade) {
    List<Harm> harms = new ArrayList<>();
    if (upgrade != null) {
      harms.add(upgrade.harm());
    }
    if (network != null) {
      harms.addAll(Harms.behind(network));
    }
    harms.addAll(Harms.anywhere());
    return harms;
  }

  private static void watch(Replicas replicas, Ledger ledger, ReplicaTargets targets, int endpoints)
      throws Exception {
    replicas.startAll();
    replicas.get(0).tell(ledger, Map.of());
    Map<String, Object> plain = Map.of("interval", "1s", "retry", Map.of("maxAttempts", 1));
    replicas.get(0).watch(endpoints, targets::url, plain);
    Db db = replicas.get(0).database();
    Polling.until(PATIENCE, () -> up(db) == endpoints);
    Thread.sleep(5_000);
  }

  private static void judge(
      Replicas replicas, Ledger ledger, Map<String, Integer> outages, Report report) {
    Db db = replicas.get(0).database();
    Polling.until(PATIENCE, () -> up(db) == outages.size());
    coverage(replicas.get(0), report);
    Audit audit = Audit.of(db, ledger, outages, replicas.get(0).states());
    report.row("events stored", audit.events());
    report.row("deliveries received again, with the same id", audit.duplicates());
    report.faults(audit.faults());
  }

  private static long up(Db db) {
    return db.list(
            """
            SELECT count(*) FROM health h JOIN endpoint e ON e.id = h.endpoint_id
            WHERE h.observed = 0 AND e.deleted_at IS NULL
            """,
            row -> row.getLong(1))
        .get(0);
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
}
