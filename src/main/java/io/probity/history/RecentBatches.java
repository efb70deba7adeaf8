package io.probity.history;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What was committed of late. Results are committed asynchronously, so a crash of the server may
 * take back the last moments; after one they are written again. A batch is let go only once a later
 * one was committed well after it: while nothing is written, nobody knows whether the server is
 * still the same. Confined to one thread.
 */
final class RecentBatches {
  /** Crashes in a row that nothing is lost in. */
  static final int MOST_REPEATS = 5;

  private final long keepNanos;
  private final long capacity;
  private Deque<Committed> batches = new ArrayDeque<>();
  private long bytes;

  /** With how often it was committed again, which says nothing where every session is another. */
  private record Committed(List<Pending> rows, long nanos, long bytes, int repeats) {
    Committed again(long now) {
      return repeats == MOST_REPEATS ? this : new Committed(rows, now, bytes, repeats + 1);
    }
  }

  /**
   * Keeps batches.
   *
   * @param keep how much older than the newest a batch may be
   * @param capacity bytes beyond which the oldest are let go early
   */
  RecentBatches(Duration keep, long capacity) {
    this.keepNanos = keep.toNanos();
    this.capacity = capacity;
  }

  /** Remembers a batch committed at a reading of the nanosecond clock. */
  void add(List<Pending> rows, long nanos) {
    long size = rows.stream().mapToLong(Pending::heapBytes).sum();
    batches.addLast(new Committed(rows, nanos, size, 0));
    bytes += size;
    while (batches.size() > 1
        && (nanos - batches.getFirst().nanos() > keepNanos || bytes > capacity)) {
      bytes -= batches.removeFirst().bytes();
    }
  }

  /** All of them were committed once more: another crash may take that back. */
  void repeated(long nanos) {
    batches =
        batches.stream()
            .map(each -> each.again(nanos))
            .collect(Collectors.toCollection(ArrayDeque::new));
  }

  /** All kept rows, oldest first. */
  List<Pending> rows() {
    List<Pending> all = new ArrayList<>();
    batches.forEach(batch -> all.addAll(batch.rows()));
    return all;
  }
}
