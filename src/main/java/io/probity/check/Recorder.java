package io.probity.check;

import io.probity.alert.Event;
import io.probity.alert.Outbox;
import io.probity.db.Db;
import io.probity.db.DbUnavailable;
import io.probity.db.Fenced;
import io.probity.db.Tx;
import io.probity.health.HealthStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
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
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final Duration STUCK = Duration.ofSeconds(30);

  private final BlockingQueue<PendingChange> queue;
  private final Db control;
  private final HealthStore health;
  private final Outbox outbox;
  private final InstantSource clock;
  private final LongConsumer outOfStep;
  private volatile boolean stopping;
  private volatile int inHand;
  private volatile @Nullable Instant inHandSince;
  private boolean away;

  /**
   * A recorder.
   *
   * @param capacity changes kept while the database is away
   * @param outOfStep told the endpoint whose remembered health does not fit the stored one
   */
  Recorder(
      int capacity,
      Db control,
      HealthStore health,
      Outbox outbox,
      InstantSource clock,
      LongConsumer outOfStep) {
    this.queue = new ArrayBlockingQueue<>(capacity);
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
    return queue.size() + inHand;
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
    List<PendingChange> batch = new ArrayList<>(BATCH);
    while (!stopping || !queue.isEmpty()) {
      batch.clear();
      try {
        PendingChange first = queue.poll(200, TimeUnit.MILLISECONDS);
        if (first == null) {
          continue;
        }
        batch.add(first);
        queue.drainTo(batch, BATCH - 1);
        inHand = batch.size();
        inHandSince = clock.instant();
        write(batch);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } finally {
        inHand = 0;
        inHandSince = null;
      }
    }
  }

  private void write(List<PendingChange> batch) throws InterruptedException {
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

  private void commit(List<PendingChange> batch, boolean repeated) {
    List<Long> stale = control.tx(tx -> apply(tx, batch));
    if (!repeated) {
      stale.forEach(outOfStep::accept);
    }
    outbox.wake();
  }

  /** Returns the endpoints whose version was taken already. */
  private List<Long> apply(Tx tx, List<PendingChange> batch) {
    Set<Integer> fenced = new HashSet<>();
    List<Long> taken = new ArrayList<>();
    for (PendingChange pending : batch) {
      if (fenced.add(pending.shard())) {
        pending.fence().check(tx);
      }
      if (health.apply(tx, pending.change(), clock.instant())) {
        for (Event event : pending.events()) {
          outbox.publish(tx, event);
        }
      } else {
        taken.add(pending.change().endpointId());
      }
    }
    return taken;
  }

  /** One change spoiled the batch: each for itself, so that only that one is lost. */
  private void apart(List<PendingChange> batch, RuntimeException cause)
      throws InterruptedException {
    if (batch.size() > 1) {
      for (PendingChange each : batch) {
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
