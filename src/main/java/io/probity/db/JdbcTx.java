package io.probity.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/** {@link Tx} over one JDBC connection. */
final class JdbcTx implements Tx {
  /** Rows that {@link #each} asks for at a time. */
  private static final int FETCHED = 1_000;

  private final Connection connection;

  JdbcTx(Connection connection) {
    this.connection = connection;
  }

  @Override
  public <T> List<T> list(String sql, Row<T> row, @Nullable Object... args) {
    return query(sql, row, args, Integer.MAX_VALUE);
  }

  @Override
  public void each(String sql, Taker taker, @Nullable Object... args) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(FETCHED);
      bind(statement, args);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          taker.take(rows);
        }
      }
    } catch (SQLException e) {
      throw DbException.of(e);
    }
  }

  @Override
  public <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... args) {
    return query(sql, row, args, 1).stream().findFirst();
  }

  private <T> List<T> query(String sql, Row<T> row, @Nullable Object[] args, int limit) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, args);
      try (ResultSet rows = statement.executeQuery()) {
        List<T> result = new ArrayList<>();
        while (result.size() < limit && rows.next()) {
          result.add(row.map(rows));
        }
        return result;
      }
    } catch (SQLException e) {
      throw DbException.of(e);
    }
  }

  @Override
  public int update(String sql, @Nullable Object... args) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, args);
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw DbException.of(e);
    }
  }

  @Override
  public int[] batch(String sql, List<@Nullable Object[]> args) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (@Nullable Object[] each : args) {
        bind(statement, each);
        statement.addBatch();
      }
      return statement.executeBatch();
    } catch (SQLException e) {
      throw DbException.of(e);
    }
  }

  @Override
  public long copyIn(String sql, byte[] data, int length) {
    try {
      CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
      try {
        copy.writeToCopy(data, 0, length);
        return copy.endCopy();
      } finally {
        if (copy.isActive()) {
          copy.cancelCopy();
        }
      }
    } catch (SQLException e) {
      throw DbException.of(e);
    }
  }

  @Override
  public void copyOut(String sql, Consumer<byte[]> message) {
    try {
      CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
      try {
        for (byte[] data = copy.readFromCopy(); data != null; data = copy.readFromCopy()) {
          message.accept(data);
        }
      } finally {
        if (copy.isActive()) {
          copy.cancelCopy();
        }
      }
    } catch (SQLException e) {
      throw DbException.of(e);
    }
  }

  private void bind(PreparedStatement statement, @Nullable Object[] args) throws SQLException {
    for (int i = 0; i < args.length; i++) {
      bind(statement, i + 1, args[i]);
    }
  }

  private void bind(PreparedStatement statement, int at, @Nullable Object arg) throws SQLException {
    if (arg instanceof Instant instant) {
      statement.setObject(at, instant.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
    } else if (arg instanceof Json json) {
      org.postgresql.util.PGobject value = new org.postgresql.util.PGobject();
      value.setType("jsonb");
      value.setValue(json.text());
      statement.setObject(at, value);
    } else if (arg instanceof long[] values) {
      statement.setObject(at, values);
    } else if (arg instanceof UUID[] values) {
      statement.setArray(at, connection.createArrayOf("uuid", values));
    } else if (arg instanceof String[] values) {
      statement.setArray(at, connection.createArrayOf("text", values));
    } else if (arg instanceof byte[][] values) {
      statement.setArray(at, connection.createArrayOf("bytea", values));
    } else {
      statement.setObject(at, arg);
    }
  }
}
