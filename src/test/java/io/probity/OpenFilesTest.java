package io.probity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenFilesTest {
  @Test
  void leavesTheirFilesToTheApiAndTheRest() {
    assertThat(OpenFiles.forProbes(4_000, 1_048_576)).isEqualTo(1_044_076);
    assertThat(OpenFiles.forProbes(4_000, 20_000)).isEqualTo(15_500);
    assertThat(OpenFiles.forProbes(4_000, 4_096)).isEqualTo(1_024);
    assertThat(OpenFiles.forProbes(4_000, Long.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void keepsNoMoreIdleThanMayBeOpen() {
    assertThat(OpenFiles.idleConnections(20_000, 15_500)).isEqualTo(15_500);
    assertThat(OpenFiles.idleConnections(100, 15_500)).isEqualTo(100);
  }

  @Test
  void givesTheApiAQuarterOfFewFiles() {
    assertThat(OpenFiles.apiConnections(4_000, Long.MAX_VALUE)).isEqualTo(4_000);
    assertThat(OpenFiles.apiConnections(4_000, 20_000)).isEqualTo(4_000);
    assertThat(OpenFiles.apiConnections(4_000, 4_096)).isEqualTo(1_024);
    assertThat(OpenFiles.apiConnections(4_000, 2)).isEqualTo(1);
  }

  @Test
  void knowsTheLimitOfThisProcess() {
    assertThat(OpenFiles.limit()).isGreaterThan(100);
  }
}
