package io.probity.history;

import java.util.Arrays;

/**
 * A column of numbers, some of them null, in the shortest of three forms: one value for all, runs
 * of equal values, or each on its own. Values are written as their distance from the smallest one,
 * plus one; 0 is null.
 */
final class PackedColumn {
  /** Stands for null; no column holds it as a value. */
  static final long NULL = Long.MIN_VALUE;

  private static final int CONSTANT = 0;
  private static final int RUNS = 1;
  private static final int PLAIN = 2;

  private PackedColumn() {}

  /** Writes the first {@code n} values, at least one; differences must fit 64 bits unsigned. */
  static void write(PackedBytes out, long[] values, int n) {
    long least = Long.MAX_VALUE;
    int runs = 1;
    long before = values[0];
    for (int i = 0; i < n; i++) {
      long value = values[i];
      if (value != before) {
        runs++;
        before = value;
      }
      if (value != NULL && value < least) {
        least = value;
      }
    }
    int form = runs == 1 ? CONSTANT : runs <= n / 2 ? RUNS : PLAIN;
    long base = least == Long.MAX_VALUE ? 0 : least;
    out.raw(form);
    out.zigzag(base);
    switch (form) {
      case CONSTANT -> out.varint(slot(values[0], base));
      case RUNS -> runs(out, values, n, base);
      default -> {
        for (int i = 0; i < n; i++) {
          out.varint(slot(values[i], base));
        }
      }
    }
  }

  private static void runs(PackedBytes out, long[] values, int n, long base) {
    int start = 0;
    for (int i = 1; i <= n; i++) {
      if (i == n || values[i] != values[start]) {
        out.varint(slot(values[start], base));
        out.varint(i - start);
        start = i;
      }
    }
  }

  private static long slot(long value, long base) {
    return value == NULL ? 0 : value - base + 1;
  }

  /** Reads the first {@code n} values. */
  static void read(PackedReader in, long[] values, int n) {
    int form = in.raw();
    long base = in.zigzag();
    switch (form) {
      case CONSTANT -> Arrays.fill(values, 0, n, value(in.varint(), base));
      case RUNS -> {
        for (int filled = 0; filled < n; ) {
          long value = value(in.varint(), base);
          int length = in.count(n - filled);
          if (length == 0) {
            throw new CorruptBytes("holds an empty run");
          }
          Arrays.fill(values, filled, filled + length, value);
          filled += length;
        }
      }
      case PLAIN -> {
        for (int i = 0; i < n; i++) {
          values[i] = value(in.varint(), base);
        }
      }
      default -> throw new CorruptBytes("holds a column of form " + form);
    }
  }

  private static long value(long slot, long base) {
    return slot == 0 ? NULL : base + slot - 1;
  }
}
