package io.probity.db;

import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.inject.Singleton;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * How the schema is brought up to date at start while replicas of the release before, or of the one
 * after, may be working on it.
 *
 * <p>It takes connections of its own: the time limits of those for the API would end a long
 * migration. A statement that wants a lock gives up soon, since all that comes after it has to wait
 * behind it, the renewal of leases included; the replica then does not start, and is to be started
 * again. A schema that is newer than this release is left alone.
 */
@Singleton
final class Migrations implements FlywayConfigurationCustomizer {
  /** Below the 2.8 s after which the renewal of a lease is given up. */
  private static final String SESSION = "SET statement_timeout = 0; SET lock_timeout = '2s'";

  private final DatasourceConfig config;

  Migrations(DatasourceConfig config) {
    this.config = config;
  }

  @Override
  public void customize(FluentConfiguration flyway) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL(config.url());
    config.username().ifPresent(source::setUser);
    config.password().ifPresent(source::setPassword);
    source.setApplicationName("probity");
    flyway.dataSource(source).initSql(SESSION).ignoreMigrationPatterns("*:future");
  }
}
