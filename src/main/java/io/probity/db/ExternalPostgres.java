package io.probity.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/** A PostgreSQL that somebody else runs. */
public final class ExternalPostgres {
  private static final int OLDEST_MAJOR = 15;
  private static final String KEY = "quarkus.datasource.jdbc.url";

  private ExternalPostgres() {}

  /**
   * Makes sure that it answers, lets us in and is new enough.
   *
   * @throws StartupFailure if not
   */
  public static void check(String url, Optional<String> user, Optional<String> password) {
    Properties properties = new Properties();
    user.ifPresent(name -> properties.setProperty("user", name));
    password.ifPresent(word -> properties.setProperty("password", word));
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("loginTimeout", "8");
    properties.setProperty("socketTimeout", "8");
    String shown = withoutParameters(url);
    try (Connection connection = connect(url, properties)) {
      int major = connection.getMetaData().getDatabaseMajorVersion();
      if (major < OLDEST_MAJOR) {
        throw new StartupFailure(
            "The server at "
                + shown
                + " ("
                + KEY
                + ") is PostgreSQL "
                + major
                + "; Probity needs "
                + OLDEST_MAJOR
                + " or newer.");
      }
    } catch (SQLException e) {
      throw new StartupFailure(sentence(shown, e), e);
    }
  }

  private static Connection connect(String url, Properties properties) throws SQLException {
    @Nullable Connection connection = new Driver().connect(url, properties);
    if (connection == null) {
      throw new StartupFailure(
          withoutParameters(url)
              + " ("
              + KEY
              + ") is not a URL of PostgreSQL, such as jdbc:postgresql://host:5432/probity.");
    }
    return connection;
  }

  private static String sentence(String url, SQLException e) {
    String state = String.valueOf(e.getSQLState());
    String what =
        switch (state.length() < 2 ? "" : state.substring(0, 2)) {
          case "08" -> "cannot be reached";
          case "28" ->
              "refuses the log-in with quarkus.datasource.username and quarkus.datasource.password";
          case "3D" -> "has no such database";
          default -> "cannot be used";
        };
    return "The database at "
        + url
        + " ("
        + KEY
        + ") "
        + what
        + ": "
        + String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ");
  }

  /** Parameters may hold a password. */
  private static String withoutParameters(String url) {
    int query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query);
  }
}
