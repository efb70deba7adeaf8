package io.probity.history;

import io.probity.history.ResultColumns.Column;
import java.util.Arrays;
import java.util.List;

/**
 * Packs the results of one endpoint and span into bytes, and back. All is kept as it is but for
 * timings, which are rounded to 10 µs. Instants are written as the change of their distance, which
 * on a grid is 0; the total as what it has beyond its phases. Reuses its working memory: one per
 * thread.
 *
 * <p>Layout: the number of results, the first instant, the first distance, the columns in the order
 * of {@link #TIMINGS}, total, lag, {@link #AS_IS}, the addresses, and a CRC-32C of all before it.
 */
final class BlockCodec {
  /** The number of this layout, stored with each block. */
  static final int CODEC = 1;

  /** Most results in a block: what a reader unpacks for one of them stays cheap. */
  static final int MOST = 8_192;

  /** Timings are rounded to this many microseconds. */
  static final int UNIT_US = 10;

  private static final List<Column> TIMINGS =
      List.of(
          Column.DNS, Column.CONNECT, Column.TLS, Column.WRITE, Column.FIRST_BYTE, Column.TRANSFER);
  private static final List<Column> AS_IS =
      List.of(
          Column.BYTES,
          Column.STATUS,
          Column.FAILURE,
          Column.ATTEMPTS,
          Column.FLAGS,
          Column.VERDICT,
          Column.ADDRESS);

  private final PackedBytes out = new PackedBytes();
  private final long[] column = new long[MOST];
  private final long[] sum = new long[MOST];

  /** The bytes of 1 to {@link #MOST} results. */
  byte[] encode(ResultColumns rows) {
    int n = rows.size();
    if (n < 1 || n > MOST) {
      throw new IllegalArgumentException("a block holds 1 to " + MOST + " results, not " + n);
    }
    out.clear();
    out.varint(n);
    writeInstants(rows, n);
    Arrays.fill(sum, 0, n, 0);
    for (Column timing : TIMINGS) {
      writeTiming(rows.column(timing), n);
    }
    int[] totals = rows.column(Column.TOTAL);
    for (int i = 0; i < n; i++) {
      column[i] = units(totals[i]) - sum[i];
    }
    PackedColumn.write(out, column, n);
    writeTiming(rows.column(Column.LAG), n);
    for (Column each : AS_IS) {
      write(rows.column(each), n);
    }
    writeAddresses(rows.addresses());
    return out.sealed();
  }

  private void writeInstants(ResultColumns rows, int n) {
    out.zigzag(rows.at(0));
    if (n > 1) {
      out.zigzag(rows.at(1) - rows.at(0));
    }
    for (int i = 2; i < n; i++) {
      column[i - 2] = rows.at(i) - 2 * rows.at(i - 1) + rows.at(i - 2);
    }
    if (n > 2) {
      PackedColumn.write(out, column, n - 2);
    }
  }

  private void writeTiming(int[] micros, int n) {
    for (int i = 0; i < n; i++) {
      if (micros[i] == ResultColumns.NULL) {
        column[i] = PackedColumn.NULL;
      } else {
        column[i] = units(micros[i]);
        sum[i] += column[i];
      }
    }
    PackedColumn.write(out, column, n);
  }

  private void write(int[] values, int n) {
    for (int i = 0; i < n; i++) {
      column[i] = values[i] == ResultColumns.NULL ? PackedColumn.NULL : values[i];
    }
    PackedColumn.write(out, column, n);
  }

  private void writeAddresses(List<byte[]> addresses) {
    out.varint(addresses.size());
    for (byte[] address : addresses) {
      out.raw(address.length);
      out.raw(address);
    }
  }

  private static long units(int micros) {
    return Math.floorDiv(micros + UNIT_US / 2L, UNIT_US);
  }

  /** A timing as it comes back from a block. */
  static int rounded(int micros) {
    return micros(units(micros));
  }

  private static int micros(long units) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(-Integer.MAX_VALUE, units * UNIT_US));
  }

  /**
   * Reads a block into {@code rows}, which it clears first.
   *
   * @throws CorruptBytes if these are not the bytes that were written; {@code rows} is then empty
   */
  void decode(int codec, byte[] data, ResultColumns rows) {
    rows.clear();
    try {
      if (codec != CODEC) {
        throw new CorruptBytes("is packed in an unknown way, " + codec);
      }
      PackedReader in = PackedReader.unsealed(data);
      read(in, rows);
      in.expectEnd();
    } catch (CorruptBytes e) {
      rows.clear();
      throw e;
    }
  }

  private void read(PackedReader in, ResultColumns rows) {
    int n = in.count(MOST);
    readInstants(in, rows, n);
    Arrays.fill(sum, 0, n, 0);
    for (Column timing : TIMINGS) {
      readTiming(in, rows, timing, n);
    }
    PackedColumn.read(in, column, n);
    for (int i = 0; i < n; i++) {
      rows.set(Column.TOTAL, i, micros(sum[i] + column[i]));
    }
    readTiming(in, rows, Column.LAG, n);
    for (Column each : AS_IS) {
      PackedColumn.read(in, column, n);
      for (int i = 0; i < n; i++) {
        rows.set(each, i, column[i] == PackedColumn.NULL ? ResultColumns.NULL : (int) column[i]);
      }
    }
    readAddresses(in, rows, n);
  }

  private void readInstants(PackedReader in, ResultColumns rows, int n) {
    long at = in.zigzag();
    long distance = n > 1 ? in.zigzag() : 0;
    if (n > 2) {
      PackedColumn.read(in, column, n - 2);
    }
    for (int i = 0; i < n; i++) {
      if (i > 1) {
        distance += column[i - 2];
      }
      at += i == 0 ? 0 : distance;
      rows.add(at);
    }
  }

  private void readTiming(PackedReader in, ResultColumns rows, Column timing, int n) {
    PackedColumn.read(in, column, n);
    for (int i = 0; i < n; i++) {
      if (column[i] == PackedColumn.NULL) {
        rows.set(timing, i, ResultColumns.NULL);
      } else {
        sum[i] += column[i];
        rows.set(timing, i, micros(column[i]));
      }
    }
  }

  private static void readAddresses(PackedReader in, ResultColumns rows, int n) {
    int addresses = in.count(MOST);
    for (int i = 0; i < addresses; i++) {
      byte[] address = in.raw(in.raw());
      if (address.length != 4 && address.length != 16) {
        throw new CorruptBytes("holds an address of " + address.length + " bytes");
      }
      rows.place(address, 0, address.length);
    }
    int[] places = rows.column(Column.ADDRESS);
    for (int i = 0; i < n; i++) {
      if (places[i] != ResultColumns.NULL
          && (places[i] < 0 || places[i] >= rows.addresses().size())) {
        throw new CorruptBytes("names an address that is not there");
      }
    }
  }
}
