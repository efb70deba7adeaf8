package io.probity.history;

import io.probity.probe.CheckSummary;
import io.probity.probe.Failure;
import io.probity.probe.Timings;
import io.probity.probe.Verdict;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Results of one endpoint, column by column, in order of time: what a block holds. It grows as
 * needed and is reused from one endpoint to the next. Not thread-safe.
 */
final class ResultColumns {
  /** Stands for null in a column that has nulls. */
  static final int NULL = Integer.MIN_VALUE;

  /** What is known of each result beside its instant, in the order of {@link ResultRow#COLUMNS}. */
  enum Column {
    /** Microseconds; never null. */
    TOTAL,
    DNS,
    CONNECT,
    TLS,
    WRITE,
    FIRST_BYTE,
    TRANSFER,
    LAG,
    BYTES,
    STATUS,
    FAILURE,
    ATTEMPTS,
    FLAGS,
    VERDICT,
    /** The place in {@link ResultColumns#addresses()}. */
    ADDRESS
  }

  private static final Column[] COLUMNS = Column.values();

  private int size;
  private long[] at = new long[128];
  private final int[][] values = new int[COLUMNS.length][128];
  private final List<byte[]> addresses = new ArrayList<>();
  private final Map<ByteBuffer, Integer> places = new HashMap<>();
  private @Nullable String literal;
  private int literalPlace;

  void clear() {
    size = 0;
    addresses.clear();
    places.clear();
    literal = null;
  }

  int size() {
    return size;
  }

  /** Microseconds since 1970. */
  long at(int row) {
    return at[row];
  }

  /** The column itself; valid up to {@link #size}, until the next row is added. */
  int[] column(Column column) {
    return values[column.ordinal()];
  }

  int value(Column column, int row) {
    return values[column.ordinal()][row];
  }

  /** Adds a row whose columns are to be set by {@link #set}; returns it. */
  int add(long micros) {
    if (size == at.length) {
      at = Arrays.copyOf(at, size * 2);
      for (int i = 0; i < values.length; i++) {
        values[i] = Arrays.copyOf(values[i], size * 2);
      }
    }
    at[size] = micros;
    return size++;
  }

  void set(Column column, int row, int value) {
    values[column.ordinal()][row] = value;
  }

  /** The distinct addresses, 4 or 16 bytes each. */
  List<byte[]> addresses() {
    return addresses;
  }

  /** The place of an address, which is added if it is new. */
  int place(byte[] bytes, int from, int length) {
    int last = addresses.size() - 1;
    if (last >= 0 && same(addresses.get(last), bytes, from, length)) {
      return last;
    }
    Integer known = places.get(ByteBuffer.wrap(bytes, from, length));
    if (known != null) {
      return known;
    }
    byte[] address = Arrays.copyOfRange(bytes, from, from + length);
    places.put(ByteBuffer.wrap(address), addresses.size());
    addresses.add(address);
    return addresses.size() - 1;
  }

  private static boolean same(byte[] address, byte[] bytes, int from, int length) {
    return Arrays.equals(address, 0, address.length, bytes, from, from + length);
  }

  /** Adds a row of others. */
  void addRow(ResultColumns others, int row) {
    int mine = add(others.at[row]);
    for (Column column : COLUMNS) {
      set(column, mine, others.value(column, row));
    }
    int place = others.value(Column.ADDRESS, row);
    if (place != NULL) {
      byte[] address = others.addresses.get(place);
      set(Column.ADDRESS, mine, place(address, 0, address.length));
    }
  }

  /** The row as it is shown; of a failure there is only the class. */
  CheckSummary summary(int row) {
    int flags = value(Column.FLAGS, row);
    Integer failure = nullable(Column.FAILURE, row);
    int place = value(Column.ADDRESS, row);
    return new CheckSummary(
        Micros.instant(at[row]),
        ResultRow.triggerOf(flags),
        Verdict.ofNumber(value(Column.VERDICT, row)),
        failure == null ? null : Failure.stored(failure, "", Map.of()),
        nullable(Column.STATUS, row),
        ResultRow.versionOf(flags),
        place == NULL ? null : literal(place),
        ResultRow.reused(flags),
        value(Column.ATTEMPTS, row),
        value(Column.BYTES, row),
        timings(row),
        value(Column.LAG, row));
  }

  /** From one row to the next the address is the same as a rule. */
  private String literal(int place) {
    String text = literal;
    if (text == null || place != literalPlace) {
      text = AddressLiteral.text(addresses.get(place));
      literal = text;
      literalPlace = place;
    }
    return text;
  }

  /** The number of what went wrong, 0: nothing did. */
  int failure(int row) {
    int number = value(Column.FAILURE, row);
    return number == NULL ? 0 : number;
  }

  Timings timings(int row) {
    return new Timings(
        phase(Column.DNS, row),
        phase(Column.CONNECT, row),
        phase(Column.TLS, row),
        phase(Column.WRITE, row),
        phase(Column.FIRST_BYTE, row),
        phase(Column.TRANSFER, row),
        value(Column.TOTAL, row));
  }

  private int phase(Column column, int row) {
    int value = value(column, row);
    return value == NULL ? Timings.NONE : value;
  }

  private @Nullable Integer nullable(Column column, int row) {
    int value = value(column, row);
    return value == NULL ? null : value;
  }
}
