package io.probity.cluster;

import java.sql.SQLException;
import java.util.IntSummaryStatistics;
import java.util.List;

/** Prints how the shards are shared among many replicas, and handed over; for SCALE.md. */
public final class ShardBench {
  private ShardBench() {}

  public static void main(String[] args) throws SQLException {
    List<Integer> sizes =
        args.length == 0
            ? List.of(3, 10, 50, 100, 200, 500, 1000)
            : java.util.Arrays.stream(args).map(Integer::valueOf).toList();
    System.out.println(
        "| replicas | most | least | max/avg | idle | rounds to settle | after one more | after a"
            + " tenth is killed: all owned, fair | ms a heartbeat |");
    System.out.println("|---|---|---|---|---|---|---|---|---|");
    for (int size : sizes) {
      try (ManyReplicas replicas = new ManyReplicas()) {
        System.out.println(row(replicas, size));
      }
    }
  }

  private static String row(ManyReplicas replicas, int size) {
    replicas.add(size);
    int settled = replicas.settle();
    IntSummaryStatistics spread = replicas.spread();
    long idle = replicas.idle();
    long start = System.nanoTime();
    replicas.round();
    double millis = (System.nanoTime() - start) / 1e6 / size;
    replicas.add(1);
    int joined = replicas.settle();
    replicas.kill(Math.max(1, size / 10));
    replicas.round();
    boolean whole = replicas.total() == Ownership.SHARDS;
    int fair = 1 + replicas.settle();
    return "| %d | %d | %d | %.2f | %d | %d | %d | %s, %d | %.2f |"
        .formatted(
            size,
            spread.getMax(),
            spread.getMin(),
            spread.getMax() / spread.getAverage(),
            idle,
            settled,
            joined,
            whole ? "1" : "more",
            fair,
            millis);
  }
}
