package io.probity.check;

import io.probity.endpoint.Endpoint;
import io.probity.history.ResultSink;
import io.probity.probe.Attempt;
import io.probity.probe.Check;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts finished checks in place of storing them. Written by the loop, read by any thread. */
final class Tally implements ResultSink {
  private static final int MAX_LAG_MS = 10_000;

  private final AtomicLong checks = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();

  /** Checks by lag, in tenths of a millisecond. */
  private final AtomicLongArray lags = new AtomicLongArray(MAX_LAG_MS * 10);

  private volatile String example = "";

  @Override
  public void add(Endpoint endpoint, Check check) {
    count(check.deciding(), check.lagUs());
  }

  void count(Attempt deciding, int lagUs) {
    checks.incrementAndGet();
    lags.incrementAndGet(Math.min(lags.length() - 1, lagUs / 100));
    if (deciding.failure() != null) {
      failed.incrementAndGet();
      example = deciding.failure().toString();
    }
  }

  void reset() {
    failed.set(0);
    for (int i = 0; i < lags.length(); i++) {
      lags.set(i, 0);
    }
  }

  long checks() {
    return checks.get();
  }

  long failed() {
    return failed.get();
  }

  String example() {
    return example;
  }

  /** Median and 99th percentile in milliseconds; a dash where nothing was scheduled. */
  String lag() {
    double p50 = percentile(0.50);
    double p99 = percentile(0.99);
    return p99 == 0 ? "–" : "%.1f / %.1f".formatted(p50, p99);
  }

  private double percentile(double share) {
    long all = 0;
    for (int i = 0; i < lags.length(); i++) {
      all += lags.get(i);
    }
    long seen = 0;
    for (int i = 0; i < lags.length(); i++) {
      seen += lags.get(i);
      if (seen >= all * share) {
        return i / 10.0;
      }
    }
    return MAX_LAG_MS;
  }
}
