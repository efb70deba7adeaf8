package io.probity.db;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One open transaction on one connection. Confined to the thread that opened it; every method
 * blocks and throws {@link DbException} (or {@link DbUnavailable}, {@link DuplicateKey}) on
 * failure.
 *
 * <p>Arguments are bound in order of the question marks. Accepted types: those that pgjdbc's {@code
 * setObject} knows, plus {@link java.time.Instant} (timestamptz), {@link java.util.UUID}, enums are
 * not (bind their number), {@code byte[]}, {@link Json} (jsonb) and {@code long[]}/{@code
 * UUID[]}/{@code String[]}/{@code byte[][]} (arrays).
 */
public interface Tx {
  /** All rows of a query, in its order. */
  <T> List<T> list(String sql, Row<T> row, @Nullable Object... args);

  /** Takes a row. */
  @FunctionalInterface
  interface Taker {
    /** Reads the current row; must not move the cursor. */
    void take(ResultSet row) throws SQLException;
  }

  /**
   * Hands on the rows of a query, in its order. Within {@link Db#run} and {@link Db#tx} a few are
   * held at a time, however many there are.
   */
  void each(String sql, Taker taker, @Nullable Object... args);

  /** The first row of a query, if there is one. */
  <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... args);

  /** Runs a statement and returns the number of rows it touched. */
  int update(String sql, @Nullable Object... args);

  /**
   * Runs one statement with many sets of arguments in few round trips; returns the rows touched by
   * each, of an INSERT with VALUES perhaps only that it succeeded ({@link
   * java.sql.Statement#SUCCESS_NO_INFO}).
   */
  int[] batch(String sql, List<@Nullable Object[]> args);

  /**
   * Streams binary COPY data into the server.
   *
   * @param sql a {@code COPY … FROM STDIN (FORMAT binary)} statement
   * @param data header, tuples and trailer as PostgreSQL defines them
   * @param length the number of valid bytes in {@code data}
   * @return rows copied
   */
  long copyIn(String sql, byte[] data, int length);

  /**
   * Streams binary COPY data out of the server. No other statement of this transaction can run
   * meanwhile.
   *
   * @param sql a {@code COPY … TO STDOUT (FORMAT binary)} statement
   * @param message is given the data piece by piece; a piece ends where a tuple ends
   */
  void copyOut(String sql, Consumer<byte[]> message);
}
