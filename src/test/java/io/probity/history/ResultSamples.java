package io.probity.history;

import io.probity.history.ResultColumns.Column;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/** Columns of results as checks make them, and as no check ever would. */
final class ResultSamples {
  static final Instant START = Instant.parse("2026-11-20T00:00:00Z");
  private static final byte[] V4 = {(byte) 203, 0, 113, 7};

  private ResultSamples() {}

  /** What a pooled endpoint gives: a steady grid, a jittering answer, a failure now and then. */
  static ResultColumns realistic(long seed, int n, Duration interval) {
    return realistic(seed, n, interval, START);
  }

  /** The same from another instant on. */
  static ResultColumns realistic(long seed, int n, Duration interval, Instant from) {
    Random random = new Random(seed);
    ResultColumns rows = new ResultColumns();
    long start = Micros.of(from) + random.nextInt(1_000) * 100_000L;
    int base = 5_000 + random.nextInt(80_000);
    for (int i = 0; i < n; i++) {
      int row = rows.add(start + i * interval.toNanos() / 1_000);
      boolean failed = random.nextInt(200) == 0;
      boolean fresh = failed || i % 10 == 0;
      int connect = fresh ? base / 2 + random.nextInt(2_000) : ResultColumns.NULL;
      int tls = fresh && !failed ? base + random.nextInt(4_000) : ResultColumns.NULL;
      int write = failed ? ResultColumns.NULL : 30 + random.nextInt(60);
      int wait =
          failed
              ? ResultColumns.NULL
              : (int) (base * (1 + Math.abs(random.nextGaussian()) / 5)) + random.nextInt(500);
      int transfer = failed ? ResultColumns.NULL : 100 + random.nextInt(400);
      rows.set(Column.DNS, row, ResultColumns.NULL);
      rows.set(Column.CONNECT, row, connect);
      rows.set(Column.TLS, row, tls);
      rows.set(Column.WRITE, row, write);
      rows.set(Column.FIRST_BYTE, row, wait);
      rows.set(Column.TRANSFER, row, transfer);
      rows.set(
          Column.TOTAL,
          row,
          known(connect) + known(tls) + known(write) + known(wait) + known(transfer) + 40);
      rows.set(Column.LAG, row, 200 + random.nextInt(900));
      rows.set(Column.BYTES, row, failed ? 0 : 1_200 + random.nextInt(40));
      rows.set(Column.STATUS, row, failed ? ResultColumns.NULL : 200);
      rows.set(Column.FAILURE, row, failed ? 20 : ResultColumns.NULL);
      rows.set(Column.ATTEMPTS, row, failed ? 3 : 1);
      rows.set(Column.FLAGS, row, failed ? 0 : fresh ? 8 : 24);
      rows.set(Column.VERDICT, row, failed ? 2 : 0);
      rows.set(Column.ADDRESS, row, rows.place(V4, 0, 4));
    }
    return rows;
  }

  private static int known(int value) {
    return value == ResultColumns.NULL ? 0 : value;
  }

  /** Anything that the columns of the table can hold. */
  static ResultColumns wild(long seed, int n) {
    Random random = new Random(seed);
    ResultColumns rows = new ResultColumns();
    long at = Micros.of(Instant.parse("1970-01-01T00:00:00Z")) + (random.nextLong() >> 14);
    for (int i = 0; i < n; i++) {
      at += 1 + (random.nextInt(4) == 0 ? random.nextLong() >>> 20 : random.nextInt(10));
      int row = rows.add(at);
      for (Column column : Column.values()) {
        rows.set(column, row, value(random, column));
      }
      byte[] address = new byte[random.nextBoolean() ? 4 : 16];
      random.nextBytes(address);
      rows.set(
          Column.ADDRESS,
          row,
          random.nextInt(3) == 0 ? ResultColumns.NULL : rows.place(address, 0, address.length));
    }
    return rows;
  }

  private static int value(Random random, Column column) {
    boolean nullable =
        switch (column) {
          case TOTAL, LAG, BYTES, ATTEMPTS, FLAGS, VERDICT -> false;
          default -> true;
        };
    return switch (random.nextInt(5)) {
      case 0 -> nullable ? ResultColumns.NULL : 0;
      case 1 -> Integer.MAX_VALUE;
      case 2 -> 1 - random.nextInt(Integer.MAX_VALUE);
      case 3 -> random.nextInt(10);
      default -> random.nextInt(Integer.MAX_VALUE);
    };
  }
}
