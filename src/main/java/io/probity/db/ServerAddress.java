package io.probity.db;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * How to reach the embedded server.
 *
 * @param port on 127.0.0.1
 */
public record ServerAddress(int port, String user, String password) {
  private static final String DATABASE = "probity";
  private static final Duration POLL = Duration.ofMillis(20);

  /** The JDBC URL, without credentials. */
  public String url() {
    return url(DATABASE);
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /**
   * Waits until the server accepts connections, however long its recovery takes; returns false if
   * it ends instead.
   */
  boolean awaitReady(Postmaster postmaster) throws IOException, InterruptedException {
    while (!postmaster.awaitEnd(POLL)) {
      try (Connection connection = connect("postgres")) {
        if (connection.isValid(1)) {
          return true;
        }
      } catch (SQLException e) {
        String state = String.valueOf(e.getSQLState());
        if (state.startsWith("28")) {
          throw new IOException("its password was changed", e);
        }
      }
    }
    return false;
  }

  /** Creates the database where it is missing; returns the server's version. */
  String prepareDatabase() throws IOException {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      if (!isThere(statement)) {
        statement.execute("CREATE DATABASE " + DATABASE);
      }
      return connection.getMetaData().getDatabaseProductVersion();
    } catch (SQLException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static boolean isThere(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
      return row.next();
    }
  }

  private Connection connect(String database) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", "2");
    properties.setProperty("socketTimeout", "10");
    Connection connection = new Driver().connect(url(database), properties);
    if (connection == null) {
      throw new SQLException("not a URL of PostgreSQL: " + url(database));
    }
    return connection;
  }

  @Override
  public String toString() {
    return url();
  }
}
