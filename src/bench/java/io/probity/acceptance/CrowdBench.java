package io.probity.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import io.probity.db.Db;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether checks start when they are due while many talk to the API. */
final class CrowdBench implements HarmBench.Scenario {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String LAG = "probity_check_lag_seconds";

  @Override
  public void run(Options options, Path data, Report report) throws Exception {
    int endpoints = options.number("endpoints", 1000);
    int interval = options.number("interval", 10);
    int clients = options.number("clients", 2000);
    int pause = options.number("pause", 1000);
    int limit = options.number("limit", 0);
    int refused = options.number("refused", 50);
    Duration phase = options.seconds("seconds", 60);
    options.refuseOthers();
    try (Program program =
            Program.embedded(
                data,
                builder ->
                    builder.environment(
                        "PROBITY_LIMITS_REQUESTS_PER_MINUTE", String.valueOf(limit)));
        Fleet fleet = new Fleet("127.47", endpoints, endpoints)) {
      program.start();
      program.watch(fleet, Map.of("interval", interval + "s"));
      Db db = program.database();
      Polling.until(PATIENCE, () -> up(db) == endpoints);
      report.row("endpoints, interval", "%d, %d s".formatted(endpoints, interval));
      report.row("clients, pause", "%d, %d ms".formatted(clients, pause));
      Usage usage = Usage.of(program, data);
      measure("alone", program, usage, phase, report);
      try (Crowd crowd = new Crowd(program.address(), program.key(), ids(program), pause)) {
        crowd.come(clients);
        measure("with the crowd", program, usage, phase, report);
        report.row("answers by status", crowd.statuses());
        report.millis("reads", crowd.reads());
        report.millis("writes", crowd.writes());
        judge(crowd, refused, report);
      }
    }
  }

  /**
   * Nobody may be left without an answer.
   *
   * @param refused how many answers of a hundred may say that there are too many
   */
  private static void judge(Crowd crowd, int refused, Report report) {
    crowd.statuses().keySet().stream()
        .filter(status -> status == Crowd.NO_ANSWER || status >= 500)
        .filter(status -> status != Crowd.TURNED_AWAY)
        .forEach(status -> report.fault("answers " + status));
    int all = crowd.statuses().values().stream().mapToInt(AtomicInteger::get).sum();
    AtomicInteger away = crowd.statuses().get(Crowd.TURNED_AWAY);
    if (away != null && away.get() * 100L > (long) refused * all) {
      report.fault("%d of %d were turned away".formatted(away.get(), all));
    }
  }

  private static void measure(
      String name, Program program, Usage usage, Duration phase, Report report) throws Exception {
    Buckets before = Buckets.of(program.metrics(), LAG);
    double skipped = value(program, "probity_checks_skipped_total");
    Duration spent = usage.now();
    long began = System.nanoTime();
    Thread.sleep(phase.toMillis());
    double seconds = (System.nanoTime() - began) / 1e9;
    double cpu = usage.now().minus(spent).toMillis() / 1e3;
    Buckets lag = Buckets.of(program.metrics(), LAG).since(before);
    double missed = value(program, "probity_checks_skipped_total") - skipped;
    report.row(
        name + ": checks, lag p50, p99",
        "%.0f in %.1f s, %s, %s".formatted(lag.count(), seconds, lag.below(0.5), lag.below(0.99)));
    report.row(name + ": skipped checks", "%.0f".formatted(missed));
    report.row(name + ": CPU of program and database", "%.2f cores".formatted(cpu / seconds));
    if (missed > 0) {
      report.fault(name + ": checks were skipped");
    }
  }

  private static List<String> ids(Program program) {
    List<String> ids = new ArrayList<>();
    for (JsonNode each : program.api().get("/endpoints?limit=500").get("items")) {
      ids.add(each.get("id").asText());
    }
    return ids;
  }

  /** The sum over all series of a name. */
  private static double value(Program program, String name) {
    Matcher line =
        Pattern.compile("(?m)^" + name + "(?:\\{.*})? (\\S+)$").matcher(program.metrics());
    double sum = 0;
    while (line.find()) {
      sum += Double.parseDouble(line.group(1));
    }
    return sum;
  }

  private static long up(Db db) {
    return db.list("SELECT count(*) FROM health WHERE observed = 0", row -> row.getLong(1)).get(0);
  }
}
