package io.probity.history;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import com.datadoghq.sketch.ddsketch.mapping.LogarithmicMapping;
import com.datadoghq.sketch.ddsketch.store.UnboundedSizeDenseStore;

/**
 * How a latency was distributed, in microseconds: any quantile with a relative error of at most 2
 * %, however many sketches were merged. Sum, least and greatest are exact. See Masson, Rim, Lee:
 * DDSketch, VLDB 2019. Confined to one thread.
 */
final class LatencySketch {
  /** Changing it needs another codec of {@link DayRoll}. */
  static final double RELATIVE_ERROR = 0.02;

  private static final IndexMapping MAPPING = new LogarithmicMapping(RELATIVE_ERROR);

  private final DDSketch sketch = new DDSketch(MAPPING, UnboundedSizeDenseStore::new);
  private long sumUs;
  private int minUs = Integer.MAX_VALUE;
  private int maxUs;

  /** Adds a latency, not negative. */
  void add(int micros) {
    sketch.accept(micros);
    sumUs += micros;
    minUs = Math.min(minUs, micros);
    maxUs = Math.max(maxUs, micros);
  }

  /** Adds everything another one knows. */
  void merge(LatencySketch other) {
    sketch.mergeWith(other.sketch);
    sumUs += other.sumUs;
    minUs = Math.min(minUs, other.minUs);
    maxUs = Math.max(maxUs, other.maxUs);
  }

  boolean isEmpty() {
    return sketch.isEmpty();
  }

  long count() {
    return Math.round(sketch.getCount());
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
    return Math.max(minUs, Math.min(maxUs, sketch.getValueAtQuantile(quantile)));
  }

  void writeTo(PackedOutput output) {
    if (isEmpty()) {
      output.number(0);
      return;
    }
    output.block(bytes -> sketch.encode(bytes, true));
    output.number(minUs).number(maxUs - minUs).number(sumUs);
  }

  /** Adds what was written. */
  void readFrom(PackedInput input) {
    if (input.block(sketch::decodeAndMergeWith) == 0) {
      return;
    }
    int least = input.size();
    minUs = Math.min(minUs, least);
    maxUs = Math.max(maxUs, least + input.size());
    sumUs += input.number();
  }
}
