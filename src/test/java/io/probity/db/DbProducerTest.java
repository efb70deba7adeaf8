package io.probity.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class DbProducerTest {
  private final Db general;
  private final Db control;
  private final Db ingest;

  @Inject
  DbProducerTest(Db general, @Control Db control, @Ingest Db ingest) {
    this.general = general;
    this.control = control;
    this.ingest = ingest;
  }

  @Test
  void givesEachUseItsOwnSessions() {
    assertThat(setting(general, "application_name")).isEqualTo("probity");
    assertThat(setting(general, "statement_timeout")).isEqualTo("30s");
    assertThat(setting(control, "statement_timeout")).isEqualTo("2800ms");
    assertThat(setting(ingest, "synchronous_commit")).isEqualTo("off");
  }

  private static String setting(Db db, String name) {
    return db.first("SELECT current_setting(?)", row -> row.getString(1), name).orElseThrow();
  }
}
