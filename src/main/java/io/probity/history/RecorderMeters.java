package io.probity.history;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** What the recorder shows of itself. */
final class RecorderMeters {
  private final Counter written;
  private final Counter dropped;
  private final Counter refused;
  private final Timer duration;

  RecorderMeters(MeterRegistry registry, ResultBuffer buffer) {
    Gauge.builder("probity.recorder.backlog", buffer, ResultBuffer::results)
        .description("Results waiting to be written")
        .register(registry);
    Gauge.builder("probity.recorder.backlog.bytes", buffer, ResultBuffer::bytes)
        .description("Heap of the results waiting to be written")
        .register(registry);
    written =
        Counter.builder("probity.results.written")
            .description("Results written to the database")
            .register(registry);
    dropped = lost(registry, "full");
    refused = lost(registry, "refused");
    duration =
        Timer.builder("probity.results.write")
            .description("Time to write one batch, its repeats included")
            .publishPercentileHistogram(false)
            .register(registry);
  }

  private static Counter lost(MeterRegistry registry, String reason) {
    return Counter.builder("probity.recorder.dropped")
        .description("Results lost: the buffer was full, or the database refused the row")
        .tag("reason", reason)
        .register(registry);
  }

  void written(int results, long nanos) {
    written.increment(results);
    duration.record(Duration.ofNanos(nanos));
  }

  void dropped(int results) {
    dropped.increment(results);
  }

  void refused() {
    refused.increment();
  }

  /** Results lost so far for want of room. */
  long droppedSoFar() {
    return (long) dropped.count();
  }
}
