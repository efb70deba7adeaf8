package io.probity.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A few kills at random instants; the benchmark {@code crash} has a hundred of them. */
class CrashIT {
  @TempDir Path temp;

  @Test
  @Timeout(180)
  void losesAndDoublesNothingWhenKilledAtAnyTime() throws Exception {
    CrashRun.Plan plan =
        new CrashRun.Plan(false, 20, 100, 5, Duration.ofSeconds(4), false, System.nanoTime());
    CrashRun.Report report = new CrashRun(plan).run(temp.resolve("data"));
    assertThat(report.audit().faults()).as("%s", plan).isEmpty();
    assertThat(report.audit().events()).as("%s", plan).isEqualTo(report.turns());
  }
}
