package io.probity.history;

import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What latency sketches cost. */
@State(Scope.Thread)
public class SketchMicroBench {
  private static final int LATENCIES = 1 << 12;

  private final int[] latencies = latencies();
  private final LatencySketch growing = new LatencySketch();
  private final LatencySketch hour = sketch(360);
  private final LatencySketch day = sketch(LATENCIES);
  private int next;

  private static int[] latencies() {
    Random random = new Random(7);
    int[] latencies = new int[LATENCIES];
    for (int i = 0; i < LATENCIES; i++) {
      latencies[i] = (int) (30_000 * (1 + Math.abs(random.nextGaussian()) / 5));
    }
    return latencies;
  }

  private LatencySketch sketch(int many) {
    LatencySketch sketch = new LatencySketch();
    for (int i = 0; i < many; i++) {
      sketch.add(latencies[i]);
    }
    return sketch;
  }

  @Benchmark
  public void add() {
    growing.add(latencies[next++ & LATENCIES - 1]);
  }

  @Benchmark
  public LatencySketch mergeAnHour() {
    LatencySketch merged = new LatencySketch();
    merged.merge(hour);
    return merged;
  }

  @Benchmark
  public double quantile() {
    return day.quantileUs(0.95);
  }
}
