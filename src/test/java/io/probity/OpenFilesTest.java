package io.probity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenFilesTest {
  @Test
  void leavesAQuarterOfTheFilesToTheRest() {
    assertThat(OpenFiles.idleConnections(20_000, 1_048_576)).isEqualTo(20_000);
    assertThat(OpenFiles.idleConnections(20_000, Long.MAX_VALUE)).isEqualTo(20_000);
    assertThat(OpenFiles.idleConnections(20_000, 4_096)).isEqualTo(3_072);
    assertThat(OpenFiles.idleConnections(100, 4_096)).isEqualTo(100);
  }

  @Test
  void knowsTheLimitOfThisProcess() {
    assertThat(OpenFiles.limit()).isGreaterThan(100);
  }
}
