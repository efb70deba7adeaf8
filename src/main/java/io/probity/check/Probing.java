package io.probity.check;

import io.probity.endpoint.Endpoint;
import io.probity.health.StoredHealth;
import io.probity.probe.Prober;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Carries out on the event loop what the roster decides. */
final class Probing implements Roster.Crew {
  private static final Duration SPREAD = Duration.ofSeconds(60);

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
            return;
          }
          Probed added = new Probed(endpoint, stored.state(), stored.version(), stored.paused());
          added.storedLastGood = stored.lastGood();
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
    Instant now = clock.instant();
    Duration interval = endpoint.spec().interval();
    if (lastAt == null) {
      return Duration.ZERO;
    }
    if (lastAt.plus(interval).isAfter(now)) {
      return null;
    }
    Duration window = interval.compareTo(SPREAD) < 0 ? interval : SPREAD;
    Instant spread = Grid.of(endpoint.publicId(), window).after(now);
    Instant turn = Grid.of(endpoint.publicId(), interval).after(now);
    return turn.isAfter(spread) ? Duration.between(now, spread) : null;
  }

  @Override
  public void change(Endpoint endpoint) {
    loop.execute(
        () -> {
          Probed changed = probed.get(endpoint.id());
          if (changed != null) {
            changed.reconfigure(endpoint);
            prober.forget(endpoint.id());
            begin(changed, Duration.ZERO);
          }
        });
  }

  private void begin(Probed each, @Nullable Duration delay) {
    if (each.endpoint.spec().paused()) {
      schedule.cancel(each);
      health.paused(each);
      return;
    }
    health.resumed(each);
    if (delay == null) {
      schedule.onGrid(each);
    } else {
      schedule.offGrid(each, delay);
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
          }
          dead.removed = true;
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
            prober.forget(endpointId);
          }
        });
  }
}
