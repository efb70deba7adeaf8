package io.probity.acceptance;

import io.probity.testing.CrashableServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Kills the program at random instants while its endpoints go down and up, and audits what it made
 * of that.
 */
final class CrashRun {
  private static final Duration SETTLING = Duration.ofMinutes(4);

  private final Plan plan;
  private final Random random;
  private final List<Long> starts = new ArrayList<>();

  /**
   * What to do.
   *
   * @param external whether the database is another than the embedded one
   * @param turns how often targets are broken or mended, in all
   * @param longestLife how long the program runs at most between being ready and being killed
   * @param patient whether to wait until the claims of the dead run out by themselves, a minute;
   *     else they are declared void at the end
   */
  record Plan(
      boolean external,
      int endpoints,
      int turns,
      int kills,
      Duration longestLife,
      boolean patient,
      long seed) {}

  /**
   * What came of it.
   *
   * @param startMillis from each launch that was let be until the program was ready
   */
  record Report(
      Audit audit, int turns, int kills, List<Long> startMillis, Duration took, Duration settled) {}

  CrashRun(Plan plan) {
    this.plan = plan;
    this.random = new Random(plan.seed());
  }

  /** Runs it; takes as long as the kills do. */
  Report run(Path data) throws Exception {
    if (!plan.external()) {
      return run(Program.embedded(data, builder -> {}));
    }
    try (CrashableServer database = new CrashableServer()) {
      return run(Program.external(data, database, builder -> {}));
    }
  }

  private Report run(Program program) throws Exception {
    long began = System.nanoTime();
    try (program;
        Fleet fleet = new Fleet("127.41", plan.endpoints(), plan.endpoints());
        Ledger ledger = new Ledger("127.42.0.1", Duration.ofMillis(200), new Random(plan.seed()))) {
      program.start();
      program.tell(ledger, Map.of());
      program.watch(fleet, Map.of("interval", "1s", "thresholds", Map.of("down", 2, "up", 1)));
      Polling.until(Duration.ofMinutes(1), () -> allUp(program));
      try (Turns turns = new Turns(fleet, program::database, Fleet.faults(), random)) {
        for (int i = 0; i < plan.kills(); i++) {
          turns.allow(plan.turns() * (i + 1) / plan.kills());
          live(program);
          program.kill();
          program.launch();
        }
        program.awaitReady();
        return settle(program, turns, ledger, fleet, began);
      }
    }
  }

  /** One in five is killed while it starts. */
  private void live(Program program) throws InterruptedException {
    if (random.nextInt(5) == 0) {
      Thread.sleep(random.nextLong(2000));
      return;
    }
    long began = System.nanoTime();
    program.awaitReady();
    starts.add((System.nanoTime() - began) / 1_000_000);
    Thread.sleep(random.nextLong(plan.longestLife().toMillis()));
  }

  private Report settle(Program program, Turns turns, Ledger ledger, Fleet fleet, long began) {
    long settling = System.nanoTime();
    Polling.until(SETTLING, () -> turns.made() >= plan.turns());
    turns.mend();
    if (!plan.patient()) {
      program.database().update("UPDATE delivery SET next_at = now() WHERE state = 0");
    }
    Polling.until(SETTLING, () -> fleet.isHealthy() && allUp(program) && pending(program) == 0);
    Map<String, Integer> outages = new HashMap<>();
    for (int i = 0; i < fleet.size(); i++) {
      outages.put("e" + i, turns.broken(i));
    }
    Audit audit = Audit.of(program.database(), ledger, outages, program.states());
    return new Report(
        audit, turns.made(), plan.kills(), List.copyOf(starts), since(began), since(settling));
  }

  private boolean allUp(Program program) {
    Map<String, String> states = program.states();
    return states.size() == plan.endpoints() && states.values().stream().allMatch("up"::equals);
  }

  private static long pending(Program program) {
    return program
        .database()
        .list("SELECT count(*) FROM delivery WHERE state = 0", row -> row.getLong(1))
        .get(0);
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
