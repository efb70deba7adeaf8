package io.probity.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.probity.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class MigrationsTest {
  private static final String THIS = "classpath:db/migration";
  private static final String LATER = "classpath:db/newer";

  private final String url = TestPostgres.freshUrl();

  private record Settings(String url, Optional<String> username, Optional<String> password)
      implements DatasourceConfig {}

  private Flyway release(String... locations) {
    FluentConfiguration flyway = Flyway.configure().locations(locations);
    new Migrations(new Settings(url, Optional.of("postgres"), Optional.empty())).customize(flyway);
    return flyway.load();
  }

  private Db db() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL(url);
    source.setUser("postgres");
    return new Db(source);
  }

  @Test
  void aReplicaStartsOnTheSchemaOfALaterRelease() {
    release(THIS, LATER).migrate();
    assertThat(release(THIS).migrate().migrationsExecuted).isZero();
    assertThat(release(THIS).info().current().getVersion().getVersion()).isEqualTo("999");
  }

  @Test
  void aMigrationThatFindsATableInUseGivesUpSoonAndLeavesItUsable() throws SQLException {
    try (Connection reader = DriverManager.getConnection(url, "postgres", "");
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("SELECT FROM member");
      assertThatThrownBy(release(THIS, LATER)::migrate)
          .isInstanceOf(FlywayException.class)
          .hasMessageContaining("lock timeout");
      reader.rollback();
    }
    assertThat(db().list("SELECT to_regclass('later') IS NULL", row -> row.getBoolean(1)))
        .containsExactly(true);
    assertThat(release(THIS, LATER).migrate().migrationsExecuted).isEqualTo(1);
  }
}
