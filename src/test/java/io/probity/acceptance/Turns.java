package io.probity.acceptance;

import io.probity.db.Db;
import io.probity.db.DbException;
import io.probity.health.ObservedState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Breaks targets and mends them, each only once the program has stored what the target was before,
 * so that every turn has to become one transition: no fewer, no more.
 */
final class Turns implements AutoCloseable {
  private static final Duration BEAT = Duration.ofMillis(100);

  private final Fleet fleet;
  private final Supplier<Db> database;
  private final List<Fleet.Manner> faults;
  private final Random random;
  private final Thread thread = new Thread(this::run, "turns");
  private final int[] broken;
  private int made;
  private int allowed;
  private boolean mending;
  private volatile boolean closed;

  /**
   * Begins, with no turn allowed yet.
   *
   * @param database may throw while there is none
   */
  Turns(Fleet fleet, Supplier<Db> database, List<Fleet.Manner> faults, Random random) {
    this.fleet = fleet;
    this.database = database;
    this.faults = faults;
    this.random = random;
    this.broken = new int[fleet.size()];
    thread.setDaemon(true);
    thread.start();
  }

  /** So many turns may have been made from now on. */
  synchronized void allow(int turns) {
    allowed = turns;
  }

  /** Breaks nothing more, and mends what is broken. */
  synchronized void mend() {
    mending = true;
  }

  /** Turns made so far. */
  synchronized int made() {
    return made;
  }

  /** How often a target was broken. */
  synchronized int broken(int target) {
    return broken[target];
  }

  private void run() {
    while (!closed) {
      try {
        turn(stored(database.get()));
      } catch (DbException | IllegalStateException away) {
        // Between a kill and the next start there is no database to ask.
      }
      try {
        Thread.sleep(BEAT.toMillis());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static Map<String, ObservedState> stored(Db db) {
    Map<String, ObservedState> stored = new HashMap<>();
    db.list(
        "SELECT e.key, h.observed FROM health h JOIN endpoint e ON e.id = h.endpoint_id",
        row -> stored.put(row.getString(1), ObservedState.ofNumber(row.getInt(2))));
    return stored;
  }

  private synchronized void turn(Map<String, ObservedState> stored) {
    List<Integer> order = new ArrayList<>();
    for (int target = 0; target < fleet.size(); target++) {
      order.add(target);
    }
    Collections.shuffle(order, random);
    for (int target : order) {
      turn(target, stored.get("e" + target));
    }
  }

  private void turn(int target, ObservedState stored) {
    boolean healthy = fleet.manner(target) == Fleet.Manner.HEALTHY;
    if (healthy && stored == ObservedState.UP && made < allowed && !mending) {
      fleet.tell(target, faults.get(random.nextInt(faults.size())));
      broken[target]++;
      made++;
    } else if (!healthy && stored == ObservedState.DOWN && (made < allowed || mending)) {
      fleet.tell(target, Fleet.Manner.HEALTHY);
      made++;
    }
  }

  /** Stops for good. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
