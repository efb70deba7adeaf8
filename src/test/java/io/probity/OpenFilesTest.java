package io.probity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenFilesTest {
  @Test
  void leavesRoomForTheApiAndAQuarterOfTheRestToChecks() {
    assertThat(OpenFiles.idleConnections(20_000, 4_000, 1_048_576)).isEqualTo(20_000);
    assertThat(OpenFiles.idleConnections(20_000, 4_000, Long.MAX_VALUE)).isEqualTo(20_000);
    assertThat(OpenFiles.idleConnections(20_000, 4_000, 20_000)).isEqualTo(12_000);
    assertThat(OpenFiles.idleConnections(20_000, 1_024, 4_096)).isEqualTo(2_304);
    assertThat(OpenFiles.idleConnections(100, 1_024, 4_096)).isEqualTo(100);
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
