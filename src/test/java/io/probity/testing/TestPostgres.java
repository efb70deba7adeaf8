package io.probity.testing;

import io.probity.db.Db;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * One PostgreSQL server for all tests of a JVM; each test class takes a migrated database of its
 * own.
 */
public final class TestPostgres {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private TestPostgres() {}

  private static final class Server {
    static final EmbeddedPostgres INSTANCE = start();

    private static EmbeddedPostgres start() {
      try {
        EmbeddedPostgres server =
            EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "200")
                .setServerConfig("fsync", "off")
                .setServerConfig("timezone", "Asia/Kathmandu")
                .start();
        execute(server, "CREATE DATABASE migrated");
        Flyway.configure()
            .dataSource(server.getDatabase("postgres", "migrated"))
            .locations("classpath:db/migration")
            .load()
            .migrate();
        return server;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void execute(EmbeddedPostgres server, String sql) {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String create() {
    String name = "test" + DATABASES.incrementAndGet();
    execute(Server.INSTANCE, "CREATE DATABASE " + name + " TEMPLATE migrated");
    return name;
  }

  /** A new migrated database. */
  public static DataSource freshDataSource() {
    return Server.INSTANCE.getDatabase("postgres", create());
  }

  /** A runner over a new migrated database. */
  public static Db freshDb() {
    return new Db(freshDataSource());
  }

  /** The JDBC URL of a new migrated database; user postgres, no password. */
  public static String freshUrl() {
    return Server.INSTANCE.getJdbcUrl("postgres", create());
  }
}
