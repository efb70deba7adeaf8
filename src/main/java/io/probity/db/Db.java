package io.probity.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs transactions on the connections of one pool. Thread-safe; every method blocks, so never call
 * it on an event loop.
 */
public final class Db {
  private final DataSource source;

  /** A runner over a pool whose connections arrive in auto-commit mode. */
  public Db(DataSource source) {
    this.source = source;
  }

  /**
   * Runs {@code work} in one transaction and commits it.
   *
   * @throws DbUnavailable if the database is away; after the commit was sent its outcome is in
   *     doubt
   * @throws RuntimeException whatever {@code work} throws, after the rollback
   */
  public <T> T tx(Function<Tx, T> work) {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      try {
        T result = work.apply(new JdbcTx(connection));
        connection.commit();
        return result;
      } catch (RuntimeException | SQLException | Error e) {
        rollback(connection, e);
        throw e;
      } finally {
        restoreAutoCommit(connection);
      }
    } catch (SQLException e) {
      throw DbException.of(e);
    }
  }

  /** Like {@link #tx} for work without a result. */
  public void run(Consumer<Tx> work) {
    tx(
        tx -> {
          work.accept(tx);
          return Boolean.TRUE;
        });
  }

  /** All rows of one query, in a transaction of its own. */
  public <T> List<T> list(String sql, Row<T> row, @Nullable Object... args) {
    return statement(tx -> tx.list(sql, row, args));
  }

  /** The first row of one query, in a transaction of its own. */
  public <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... args) {
    return statement(tx -> tx.first(sql, row, args));
  }

  /** One statement, in a transaction of its own; returns the number of rows touched. */
  public int update(String sql, @Nullable Object... args) {
    return statement(tx -> tx.update(sql, args));
  }

  /**
   * Runs {@code work} in a transaction of its own for each of its statements: made for those that
   * consist of one, which it saves the way to the server for the commit.
   */
  public <T> T statement(Function<Tx, T> work) {
    try (Connection connection = source.getConnection()) {
      return work.apply(new JdbcTx(connection));
    } catch (SQLException e) {
      throw DbException.of(e);
    }
  }

  private static void rollback(Connection connection, Throwable cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private static void restoreAutoCommit(Connection connection) throws SQLException {
    if (!connection.isClosed()) {
      connection.setAutoCommit(true);
    }
  }
}
