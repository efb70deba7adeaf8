package io.probity.history;

import io.micrometer.core.instrument.MeterRegistry;
import io.probity.endpoint.Endpoint;
import io.probity.probe.Check;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Takes results from the event loop and writes them in batches on a thread of its own. While the
 * database is away results wait in order, bounded in bytes. {@link #start()} and {@link #stop()}
 * are each called once.
 */
@Singleton
public final class ResultWriter implements ResultSink {
  private static final Logger LOG = Logger.getLogger(ResultWriter.class);

  /**
   * Most results in one COPY. PostgreSQL sets up a slot for each of its first thousand rows, which
   * gets dearer with each of them, and uses these slots again for what follows.
   */
  static final int BATCH = 5_000;

  /** Each COPY costs much more than a result in it: few of them, but none later than this. */
  private static final Duration MAX_AGE = Duration.ofMillis(400);

  private static final Duration KEEP = Duration.ofSeconds(2);
  private static final long FIRST_PAUSE_MS = 100;
  private static final long LONGEST_PAUSE_MS = 1_000;
  private static final Duration LAST_CHANCE = Duration.ofSeconds(10);
  private static final long MIN_BUFFER = 1 << 20;

  private final ResultBuffer buffer;
  private final BatchWriter batches;
  private final CertificateLog certificates;
  private final RecorderMeters meters;
  private final Thread thread = new Thread(this::run, "result-writer");
  private boolean away;
  private long droppedBefore;
  private volatile boolean refusalLogged;

  @Inject
  ResultWriter(
      ResultStore store,
      Partitions partitions,
      CertificateLog certificates,
      InstantSource clock,
      RecorderConfig config,
      MeterRegistry registry) {
    long capacity = config.buffer().asLongValue();
    if (capacity < MIN_BUFFER) {
      throw new IllegalArgumentException("probity.recorder.buffer must be at least 1M");
    }
    this.certificates = certificates;
    buffer = new ResultBuffer(capacity, BATCH);
    meters = new RecorderMeters(registry, buffer);
    batches =
        new BatchWriter(
            store,
            partitions,
            clock,
            System::nanoTime,
            new RecentBatches(KEEP, capacity / 4),
            this::refused);
    thread.setDaemon(true);
  }

  /** Begins to write. */
  void start() {
    thread.start();
  }

  /** Writes what is left, for ten seconds at most; results added from now on are lost. */
  void stop() {
    buffer.close();
    try {
      thread.join(LAST_CHANCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread.interrupt();
    if (buffer.results() > 0) {
      LOG.warnf("stopped with %d results unwritten", buffer.results());
    }
  }

  @Override
  public void add(Endpoint endpoint, Check check) {
    try {
      int dropped = buffer.add(new Pending(check));
      if (dropped > 0) {
        meters.dropped(dropped);
      }
      certificates.observe(check);
    } catch (RuntimeException e) {
      countRefusal(check.endpointId(), e);
    }
  }

  private void refused(Pending row, RuntimeException cause) {
    countRefusal(row.endpointId(), cause);
  }

  private void countRefusal(long endpointId, RuntimeException cause) {
    meters.refused();
    if (!refusalLogged) {
      refusalLogged = true;
      LOG.errorf(
          cause,
          "a result of endpoint %d cannot be stored and is lost; further ones are only counted",
          endpointId);
    }
  }

  private void run() {
    try {
      List<Pending> batch = List.of();
      do {
        write(batch);
        buffer.release(batch);
        batch = buffer.take(MAX_AGE);
      } while (!batch.isEmpty());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tries until the batch is written. */
  private void write(List<Pending> batch) throws InterruptedException {
    long pause = FIRST_PAUSE_MS;
    while (!written(batch)) {
      Thread.sleep(pause);
      pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
    }
  }

  private boolean written(List<Pending> batch) {
    try {
      long begun = System.nanoTime();
      batches.prepare();
      if (!batch.isEmpty()) {
        meters.written(batches.write(batch), System.nanoTime() - begun);
      }
      back();
      return true;
    } catch (RuntimeException e) {
      away(e);
      return false;
    }
  }

  private void away(RuntimeException cause) {
    if (!away) {
      away = true;
      droppedBefore = meters.droppedSoFar();
      LOG.warnf("results cannot be written and wait in memory: %s", cause.getMessage());
    }
  }

  private void back() {
    if (away) {
      away = false;
      LOG.infof(
          "results are written again, %d waiting, %d were lost",
          buffer.results(), meters.droppedSoFar() - droppedBefore);
    }
  }
}
