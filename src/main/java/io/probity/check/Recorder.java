package io.probity.check;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.probity.alert.Event;
import io.probity.alert.Outbox;
import io.probity.check.PendingChange.Written;
import io.probity.db.Db;
import io.probity.db.DbUnavailable;
import io.probity.db.Fence;
import io.probity.db.Fenced;
import io.probity.db.Tx;
import io.probity.health.HealthChange;
import io.probity.health.HealthStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes changes of health in the order in which they were decided: each with its period, incident,
 * event and deliveries in one fenced, synchronous transaction. While the database is away they
 * wait.
 *
 * <p>{@link #offer} may be called by any thread; the rest runs on a thread of its own.
 */
final class Recorder implements Runnable {
  private static final Logger LOG = Logger.getLogger(Recorder.class);
  private static final int BATCH = 200;
  private static final long POLL_MILLIS = 200;
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final Duration STUCK = Duration.ofSeconds(30);

  private final ChangeQueue queue;
  private final Db control;
  private final HealthStore health;
  private final Outbox outbox;
  private final InstantSource clock;
  private final LongConsumer outOfStep;
  private volatile boolean stopping;
  private volatile @Nullable Instant inHandSince;
  private boolean away;

  /**
   * A recorder.
   *
   * @param capacity bytes of heap for changes that wait, such as while the database is away
   * @param outOfStep told the endpoint whose remembered health does not fit the stored one
   */
  Recorder(
      long capacity,
      Db control,
      HealthStore health,
      Outbox outbox,
      InstantSource clock,
      LongConsumer outOfStep) {
    this.queue = new ChangeQueue(capacity);
    this.control = control;
    this.health = health;
    this.outbox = outbox;
    this.clock = clock;
    this.outOfStep = outOfStep;
  }

  /** Takes a change; false if there is no room, and then nothing has changed. Never blocks. */
  boolean offer(PendingChange change) {
    return queue.offer(change);
  }

  /** Changes not yet written. */
  int backlog() {
    return queue.size();
  }

  /** Shows what waits and what found no room. */
  void show(MeterRegistry registry) {
    Gauge.builder("probity.recorder.changes.backlog", this, Recorder::backlog)
        .description("Changes of health not yet written")
        .register(registry);
    Gauge.builder("probity.recorder.changes.backlog.bytes", queue, ChangeQueue::bytes)
        .description("Heap of the changes of health not yet written")
        .register(registry);
    FunctionCounter.builder("probity.recorder.changes.refused", queue, ChangeQueue::refused)
        .description("Changes of health that found no room and have to be decided again")
        .register(registry);
  }

  /** Whether it has been writing the same changes for long, such as while the database is away. */
  boolean isStuck(Instant now) {
    Instant since = inHandSince;
    return since != null && Duration.between(since, now).compareTo(STUCK) > 0;
  }

  /** Lets the thread write what is there, if the database allows, and end. */
  void stop() {
    stopping = true;
  }

  @Override
  public void run() {
    while (!stopping || !queue.isEmpty()) {
      try {
        List<PendingChange> batch = queue.drain(BATCH, POLL_MILLIS);
        if (!batch.isEmpty()) {
          inHandSince = clock.instant();
          try {
            write(made(batch));
          } finally {
            queue.release(batch);
            inHandSince = null;
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** One that cannot be made must not take the others with it. */
  private List<Written> made(List<PendingChange> batch) {
    List<Written> made = new ArrayList<>(batch.size());
    for (PendingChange each : batch) {
      try {
        made.add(each.written());
      } catch (RuntimeException e) {
        LOG.errorf(e, "A change of endpoint %d cannot be written", each.endpointId());
        outOfStep.accept(each.endpointId());
      }
    }
    return made;
  }

  private void write(List<Written> batch) throws InterruptedException {
    boolean repeated = false;
    while (true) {
      try {
        commit(batch, repeated);
        back();
        return;
      } catch (DbUnavailable e) {
        repeated = true;
        gone(e);
        if (stopping) {
          LOG.warnf("%d changes of health could not be written before the end", backlog());
          queue.clear();
          return;
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      } catch (RuntimeException e) {
        apart(batch, e);
        return;
      }
    }
  }

  private void commit(List<Written> batch, boolean repeated) {
    List<Long> stale = control.tx(tx -> apply(tx, batch));
    if (!repeated) {
      stale.forEach(outOfStep::accept);
    }
    outbox.wake();
  }

  /** Returns the endpoints whose version was taken already. */
  private List<Long> apply(Tx tx, List<Written> batch) {
    List<Fence> fences = batch.stream().map(Written::fence).distinct().toList();
    if (!fences.isEmpty()) {
      fences.get(0).checkWith(tx, fences.subList(1, fences.size()));
    }
    List<Long> taken = new ArrayList<>();
    rounds(batch).forEach(round -> applyRound(tx, round, taken));
    return taken;
  }

  /** The first change of each endpoint, the second of each that has one, and so on. */
  private static List<List<Written>> rounds(List<Written> batch) {
    List<List<Written>> rounds = new ArrayList<>();
    Map<Long, Integer> counts = new HashMap<>();
    for (Written each : batch) {
      int round = counts.merge(each.change().endpointId(), 1, Integer::sum) - 1;
      if (round == rounds.size()) {
        rounds.add(new ArrayList<>());
      }
      rounds.get(round).add(each);
    }
    return rounds;
  }

  private void applyRound(Tx tx, List<Written> round, List<Long> taken) {
    List<HealthChange> changes = round.stream().map(Written::change).toList();
    boolean[] written = health.apply(tx, changes, clock.instant());
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < written.length; i++) {
      if (written[i]) {
        events.addAll(round.get(i).events());
      } else {
        taken.add(changes.get(i).endpointId());
      }
    }
    outbox.publish(tx, events);
  }

  /** One change spoiled the batch: each for itself, so that only that one is lost. */
  private void apart(List<Written> batch, RuntimeException cause) throws InterruptedException {
    if (batch.size() > 1) {
      for (Written each : batch) {
        write(List.of(each));
      }
      return;
    }
    long endpoint = batch.get(0).change().endpointId();
    if (cause instanceof Fenced) {
      LOG.infof("A change of endpoint %d was decided under an epoch that is over", endpoint);
    } else {
      LOG.errorf(cause, "A change of endpoint %d cannot be written", endpoint);
    }
    outOfStep.accept(endpoint);
  }

  private void gone(DbUnavailable e) {
    if (!away) {
      away = true;
      LOG.warnf("Changes of health wait for the database: %s", e.getMessage());
    }
  }

  private void back() {
    if (away) {
      away = false;
      LOG.info("Changes of health are written again");
    }
  }
}
