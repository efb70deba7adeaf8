package io.probity.check;

import io.probity.cluster.Ownership;
import io.probity.endpoint.Endpoint;
import io.probity.health.MaintenancePlan;
import io.probity.health.StoredHealth;
import io.probity.probe.Prober;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Carries out on the event loop what the roster decides. */
final class Probing implements Roster.Crew, MaintenanceWatch.Crew {
  /** Between two checks of an endpoint that are brought forward. */
  private static final Duration APART = Duration.ofSeconds(1);

  private static final int SLICE = 250;
  private static final Duration BETWEEN_SLICES = Duration.ofMillis(10);

  private final EventLoop loop;
  private final Schedule schedule;
  private final HealthKeeper health;
  private final Prober prober;
  private final InstantSource clock;
  private final Map<Long, Probed> probed = new HashMap<>();
  private volatile int size;

  Probing(
      EventLoop loop, Schedule schedule, HealthKeeper health, Prober prober, InstantSource clock) {
    this.loop = loop;
    this.schedule = schedule;
    this.health = health;
    this.prober = prober;
    this.clock = clock;
  }

  /** Endpoints probed now. Any thread. */
  int size() {
    return size;
  }

  /** Checks in a second that the intervals ask for, pauses aside. On the event loop. */
  double planned() {
    double perSecond = 0;
    for (Probed each : probed.values()) {
      if (!each.endpoint.spec().paused()) {
        perSecond += 1000.0 / each.endpoint.spec().interval().toMillis();
      }
    }
    return perSecond;
  }

  /** The endpoints probed now. On the event loop. */
  Stream<Endpoint> endpoints() {
    return probed.values().stream().map(each -> each.endpoint);
  }

  /** As {@link Observations} promises, of the shards that are owned. Any thread. */
  CompletableFuture<List<Observation>> observations(Ownership ownership) {
    CompletableFuture<List<Observation>> found = new CompletableFuture<>();
    loop.execute(() -> found.complete(observed(ownership)));
    return found;
  }

  private List<Observation> observed(Ownership ownership) {
    List<Observation> found = new ArrayList<>(probed.size());
    for (Probed each : probed.values()) {
      LastCheck last = each.last;
      boolean watched = !each.paused && !each.endpoint.spec().paused();
      if (last != null && watched && ownership.owns(each.endpoint.shard())) {
        found.add(new Observation(each.endpoint, last, each.health.observed()));
      }
    }
    return found;
  }

  @Override
  public void add(
      Endpoint endpoint, StoredHealth stored, @Nullable Instant lastAt, boolean created) {
    loop.execute(
        () -> {
          Probed known = probed.get(endpoint.id());
          if (known != null) {
            known.health = stored.state();
            known.healthVersion = stored.version();
            known.paused = stored.paused();
            known.maintained.restore(stored.maintenanceSince());
            account(known);
            return;
          }
          Probed added = new Probed(endpoint, stored.state(), stored.version(), stored.paused());
          added.maintained.restore(stored.maintenanceSince());
          added.storedLastGood = stored.lastGood();
          added.heardAt = latest(stored.state().since(), lastAt);
          probed.put(endpoint.id(), added);
          size = probed.size();
          begin(added, created ? Duration.ZERO : firstDelay(endpoint, lastAt));
        });
  }

  /**
   * How long to wait for the first check of an endpoint that was taken over: one that is overdue
   * comes before its turn, spread so that a whole shard does not start at once.
   *
   * @return null: its turn on the grid is soon enough
   */
  private @Nullable Duration firstDelay(Endpoint endpoint, @Nullable Instant lastAt) {
    if (lastAt == null) {
      return Duration.ZERO;
    }
    boolean fresh = lastAt.plus(endpoint.spec().interval()).isAfter(clock.instant());
    return fresh ? null : schedule.overdue(endpoint);
  }

  @Override
  public void change(Endpoint endpoint) {
    loop.execute(
        () -> {
          Probed changed = probed.get(endpoint.id());
          if (changed != null) {
            changed.reconfigure(endpoint, clock.instant());
            prober.forget(endpoint.id());
            begin(changed, Duration.ZERO);
          }
        });
  }

  private void begin(Probed each, @Nullable Duration delay) {
    if (each.endpoint.spec().paused()) {
      schedule.cancel(each);
    } else if (delay == null) {
      schedule.onGrid(each);
    } else {
      schedule.offGrid(each, delay);
    }
    account(each);
  }

  /** Begins or ends the accounting of a pause, if that has not been done. */
  private void account(Probed each) {
    if (each.endpoint.spec().paused()) {
      health.paused(each);
    } else {
      health.resumed(each);
    }
  }

  private static @Nullable Instant latest(@Nullable Instant one, @Nullable Instant other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.isAfter(other) ? one : other;
  }

  /** Whether an endpoint is probed here, by this very configuration. On the event loop. */
  boolean probes(Endpoint endpoint) {
    Probed each = probed.get(endpoint.id());
    return each != null && each.endpoint.revision() == endpoint.revision();
  }

  /**
   * Brings the next check of an endpoint forward to within a second, unless one is under way or it
   * is paused or not probed here. However often this is called, it makes one check a second. Any
   * thread.
   */
  void soon(long endpointId) {
    loop.execute(
        () -> {
          Probed each = probed.get(endpointId);
          if (each != null && each.running == null && !each.endpoint.spec().paused()) {
            bringForward(each);
          }
        });
  }

  private void bringForward(Probed each) {
    Instant now = clock.instant();
    Instant last = each.broughtForward;
    Duration wait = last == null ? Duration.ZERO : Duration.between(now, last.plus(APART));
    boolean setBack = wait.compareTo(APART.multipliedBy(2)) > 0;
    if (wait.isNegative() || setBack) {
      wait = Duration.ZERO;
    } else if (wait.compareTo(APART) > 0) {
      return; // the one planned last has not begun
    }
    each.broughtForward = now.plus(wait);
    schedule.offGrid(each, wait);
  }

  @Override
  public void plan(MaintenancePlan plan) {
    loop.execute(
        () -> {
          health.plan(plan);
          probed.values().forEach(each -> each.maintained.reconsider());
        });
  }

  /** A few at a time: a window for all must not hold up the checks that are due. */
  @Override
  public void keepMaintenance() {
    loop.execute(
        () -> {
          Instant now = clock.instant();
          List<Probed> due =
              probed.values().stream()
                  .filter(each -> each.maintained.isUnsettled(now))
                  .filter(each -> !each.endpoint.spec().paused())
                  .toList();
          for (int from = 0; from < due.size(); from += SLICE) {
            List<Probed> slice = due.subList(from, Math.min(due.size(), from + SLICE));
            loop.after(
                BETWEEN_SLICES.multipliedBy(from / SLICE),
                () -> slice.forEach(this::keepMaintenance));
          }
        });
  }

  private void keepMaintenance(Probed each) {
    if (!each.removed && health.maintain(each) && each.running == null) {
      bringForward(each);
    }
  }

  @Override
  public void bury(Endpoint endpoint, StoredHealth stored) {
    loop.execute(
        () -> {
          Probed dead = probed.remove(endpoint.id());
          size = probed.size();
          if (dead == null) {
            dead = new Probed(endpoint, stored.state(), stored.version(), stored.paused());
            dead.maintained.restore(stored.maintenanceSince());
          }
          dead.removed = true;
          dead.running = null;
          health.deleted(dead);
          prober.forget(endpoint.id());
        });
  }

  @Override
  public void drop(long endpointId) {
    loop.execute(
        () -> {
          Probed dropped = probed.remove(endpointId);
          size = probed.size();
          if (dropped != null) {
            dropped.removed = true;
            dropped.running = null;
            prober.forget(endpointId);
          }
        });
  }
}
