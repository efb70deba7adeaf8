package io.probity.acceptance;

import java.nio.file.Path;

/** Kills the program again and again while its endpoints go down and up. */
final class CrashBench implements HarmBench.Scenario {
  @Override
  public void run(Options options, Path data, Report report) throws Exception {
    CrashRun.Plan plan =
        new CrashRun.Plan(
            options.flag("external"),
            options.number("endpoints", 50),
            options.number("turns", 1000),
            options.number("kills", 100),
            options.seconds("life", 7),
            true,
            options.number("seed", 1));
    options.refuseOthers();
    CrashRun.Report result = new CrashRun(plan).run(data);
    Audit audit = result.audit();
    report.row("plan", plan);
    report.row("turns of targets", result.turns());
    report.row("events stored", audit.events());
    report.row("deliveries received again, with the same id", audit.duplicates());
    report.millis("event to its first arrival", audit.waitMillis());
    report.millis("launch to ready", result.startMillis());
    report.row("whole run", result.took());
    report.row("settled after the last kill", result.settled());
    report.faults(audit.faults());
    if (audit.events() != result.turns()) {
      report.fault("%d events for %d turns".formatted(audit.events(), result.turns()));
    }
  }
}
