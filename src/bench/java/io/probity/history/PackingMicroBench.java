package io.probity.history;

import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it takes to pack a result into a block and a roll-up, and to read it again. */
@State(Scope.Thread)
public class PackingMicroBench {
  /** Six hours of an endpoint that is checked each 10 s. */
  private static final int RESULTS = 2_160;

  private final BlockCodec codec = new BlockCodec();
  private final ResultColumns rows = ResultSamples.realistic(7, RESULTS, Duration.ofSeconds(10));
  private final ResultColumns read = new ResultColumns();
  private final byte[] packed = codec.encode(rows);

  @Benchmark
  @OperationsPerInvocation(RESULTS)
  public byte[] packResult() {
    return codec.encode(rows);
  }

  @Benchmark
  @OperationsPerInvocation(RESULTS)
  public int unpackResult() {
    codec.decode(BlockCodec.CODEC, packed, read);
    return read.size();
  }

  @Benchmark
  @OperationsPerInvocation(RESULTS)
  public DayRoll rollUpResult() {
    DayRoll day = new DayRoll();
    for (int row = 0; row < RESULTS; row++) {
      day.add(rows, row);
    }
    return day;
  }
}
