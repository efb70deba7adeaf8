package io.probity.history;

import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import com.datadoghq.sketch.ddsketch.mapping.LogarithmicMapping;

/**
 * How a latency was distributed, in microseconds: any quantile with a relative error of at most 2
 * %, however many sketches were merged. Sum, least and greatest are exact. The bins are those of
 * Masson, Rim, Lee: DDSketch, VLDB 2019. Confined to one thread.
 */
final class LatencySketch {
  /** Changing it needs another codec of {@link DayRoll}. */
  static final double RELATIVE_ERROR = 0.02;

  private static final IndexMapping MAPPING = new LogarithmicMapping(RELATIVE_ERROR);
  private static final int LAST_BIN = MAPPING.index(Integer.MAX_VALUE);
  private static final int[] NONE = {};

  /** Bins are added so many at a time. */
  private static final int ROOM = 16;

  /** How many latencies fell into each bin, from the bin {@link #first} on. */
  private int[] bins = NONE;

  private int first;
  private long zeros;
  private long count;
  private long sumUs;
  private int minUs = Integer.MAX_VALUE;
  private int maxUs;

  /** Adds a latency, not negative. */
  void add(int micros) {
    if (micros <= 0) {
      zeros++;
    } else {
      put(MAPPING.index(micros), 1);
    }
    count++;
    sumUs += micros;
    minUs = Math.min(minUs, micros);
    maxUs = Math.max(maxUs, micros);
  }

  private void put(int bin, int more) {
    if (bin < first || bin >= first + bins.length) {
      include(bin, bin);
    }
    bins[bin - first] += more;
  }

  /** Makes room for these bins and those between them. */
  private void include(int from, int to) {
    if (bins.length == 0) {
      first = from - ROOM / 2;
      bins = new int[to - first + ROOM / 2];
      return;
    }
    int low = from < first ? from - ROOM : first;
    int high = to >= first + bins.length ? to + ROOM : first + bins.length;
    if (low < first || high > first + bins.length) {
      int[] wider = new int[high - low];
      System.arraycopy(bins, 0, wider, first - low, bins.length);
      bins = wider;
      first = low;
    }
  }

  /** Adds everything another one knows. */
  void merge(LatencySketch other) {
    if (other.isEmpty()) {
      return;
    }
    if (other.bins.length > 0) {
      include(other.first, other.first + other.bins.length - 1);
    }
    for (int i = 0; i < other.bins.length; i++) {
      bins[other.first - first + i] += other.bins[i];
    }
    zeros += other.zeros;
    count += other.count;
    sumUs += other.sumUs;
    minUs = Math.min(minUs, other.minUs);
    maxUs = Math.max(maxUs, other.maxUs);
  }

  boolean isEmpty() {
    return count == 0;
  }

  long count() {
    return count;
  }

  /** 0 if it is empty. */
  int maxUs() {
    return maxUs;
  }

  /** 0 if it is empty. */
  int minUs() {
    return isEmpty() ? 0 : minUs;
  }

  long sumUs() {
    return sumUs;
  }

  /**
   * The latency that this part of all did not exceed. It must not be empty.
   *
   * @param quantile 0 to 1
   */
  double quantileUs(double quantile) {
    return Math.max(minUs, Math.min(maxUs, binned(quantile * (count - 1))));
  }

  private double binned(double rank) {
    double reached = zeros;
    if (reached > rank) {
      return 0;
    }
    for (int i = 0; i < bins.length; i++) {
      reached += bins[i];
      if (reached > rank) {
        return MAPPING.value(first + i);
      }
    }
    return maxUs;
  }

  /**
   * Layout: the number of zeros and of bins in use; each of these as the distance from the one
   * before and its count; least, range and sum, unless all of it is empty.
   */
  void writeTo(PackedBytes out) {
    out.varint(zeros);
    out.varint(used());
    int before = 0;
    for (int i = 0; i < bins.length; i++) {
      if (bins[i] > 0) {
        out.zigzag(first + i - before);
        out.varint(bins[i]);
        before = first + i;
      }
    }
    if (!isEmpty()) {
      out.varint(minUs);
      out.varint(maxUs - minUs);
      out.varint(sumUs);
    }
  }

  private int used() {
    int used = 0;
    for (int each : bins) {
      used += each > 0 ? 1 : 0;
    }
    return used;
  }

  /** Adds what was written; throws {@link CorruptBytes}. */
  void readFrom(PackedReader in) {
    long more = in.count(Integer.MAX_VALUE);
    zeros += more;
    int used = in.count(LAST_BIN + 1);
    long bin = 0;
    for (int i = 0; i < used; i++) {
      bin += in.zigzag();
      if (bin < 0 || bin > LAST_BIN) {
        throw new CorruptBytes("holds a latency out of range");
      }
      int many = in.count(Integer.MAX_VALUE);
      put((int) bin, many);
      more += many;
    }
    if (more > 0) {
      int least = in.count(Integer.MAX_VALUE);
      count += more;
      minUs = Math.min(minUs, least);
      maxUs = Math.max(maxUs, least + in.count(Integer.MAX_VALUE - least));
      sumUs += in.varint();
    }
  }
}
