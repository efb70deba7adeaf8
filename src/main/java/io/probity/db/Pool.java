package io.probity.db;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ExceptionSorter;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.Driver;

/**
 * What distinguishes one of our own connection pools from another.
 *
 * @param maxSize most connections at a time
 * @param socketTimeout longest silence of the server before a connection is given up
 * @param session SQL run once on every new connection
 */
record Pool(int maxSize, Duration socketTimeout, String session) {
  private static final Duration ACQUISITION = Duration.ofSeconds(3);
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration VALIDATION = Duration.ofSeconds(2);
  private static final Duration IDLE_BEFORE_VALIDATION = Duration.ofMillis(500);
  private static final Duration MAX_LIFETIME = Duration.ofMinutes(30);

  /**
   * Leases, fenced transitions and the outbox. The server cancels before the client gives up, and
   * ends a transaction whose owner has frozen: its row locks would keep others from taking over.
   */
  static final Pool CONTROL =
      new Pool(
          6,
          Duration.ofSeconds(3),
          "SET statement_timeout = '2800ms'; SET idle_in_transaction_session_timeout = '4s'; "
              + "SET tcp_keepalives_idle = 2; SET tcp_keepalives_interval = 1; "
              + "SET tcp_keepalives_count = 3; SET tcp_user_timeout = '5s'");

  /** Results: the last moments before a crash of the server may be lost. */
  static final Pool INGEST =
      new Pool(
          2,
          Duration.ofSeconds(30),
          "SET synchronous_commit = off; SET statement_timeout = '25s'; "
              + "SET idle_in_transaction_session_timeout = '30s'");

  /** Long work on much data, one piece at a time: a reader, a writer, and one to spare. */
  static final Pool BULK =
      new Pool(
          3,
          Duration.ofHours(1),
          "SET statement_timeout = '1h'; SET lock_timeout = '30s'; "
              + "SET idle_in_transaction_session_timeout = '1h'; "
              + "SET tcp_keepalives_idle = 60; SET tcp_keepalives_interval = 10; "
              + "SET tcp_keepalives_count = 3");

  /** Opens the pool; connections are made on demand, so this works while the server is away. */
  AgroalDataSource open(DatasourceConfig config) {
    AgroalDataSourceConfigurationSupplier settings = new AgroalDataSourceConfigurationSupplier();
    var pool =
        settings
            .connectionPoolConfiguration()
            .maxSize(maxSize)
            .acquisitionTimeout(ACQUISITION)
            .validationTimeout(VALIDATION)
            .idleValidationTimeout(IDLE_BEFORE_VALIDATION)
            .maxLifetime(MAX_LIFETIME)
            .connectionValidator(ConnectionValidator.defaultValidatorWithTimeout(2))
            .exceptionSorter(sorter());
    var factory =
        pool.connectionFactoryConfiguration()
            .connectionProviderClass(Driver.class)
            .jdbcUrl(config.url())
            .loginTimeout(CONNECT)
            .initialSql(session)
            .jdbcProperty("ApplicationName", "probity")
            .jdbcProperty("connectTimeout", String.valueOf(CONNECT.toSeconds()))
            .jdbcProperty("socketTimeout", String.valueOf(socketTimeout.toSeconds()))
            .jdbcProperty("tcpKeepAlive", "true");
    config.username().ifPresent(name -> factory.principal(new NamePrincipal(name)));
    config.password().ifPresent(word -> factory.credential(new SimplePassword(word)));
    try {
      return AgroalDataSource.from(settings);
    } catch (SQLException e) {
      throw DbException.of(e);
    }
  }

  private static ExceptionSorter sorter() {
    return new PostgreSQLExceptionSorter();
  }
}
