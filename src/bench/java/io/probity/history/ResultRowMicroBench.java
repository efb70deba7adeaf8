package io.probity.history;

import io.probity.probe.Check;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it takes to bring a result into the form that PostgreSQL copies in. */
@State(Scope.Thread)
public class ResultRowMicroBench {
  private static final int BATCH = 1_000;
  private static final Instant AT = Instant.parse("2026-11-22T10:00:00.1Z");

  private final Check up = HistoryFixtures.up(7, AT);
  private final Check down = HistoryFixtures.down(7, AT);
  private final List<byte[]> batch = Collections.nCopies(BATCH, ResultRow.tuple(up));

  @Benchmark
  public byte[] success() {
    return ResultRow.tuple(up);
  }

  @Benchmark
  public byte[] failure() {
    return ResultRow.tuple(down);
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public byte[] intoTheStream() {
    return CopyTuple.stream(batch);
  }
}
