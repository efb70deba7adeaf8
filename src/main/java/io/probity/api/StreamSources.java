package io.probity.api;

import io.probity.endpoint.Change;
import io.probity.endpoint.ChangeFeed;
import io.probity.endpoint.Endpoint;
import io.probity.health.HealthStore;
import io.probity.health.HealthView;
import io.probity.history.FreshChecks;
import io.probity.history.FreshChecks.Fresh;
import io.probity.probe.CheckSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Follows what every replica stores, by polling. A change of state is found by the version of its
 * row, whatever the order of commits; a check by reading again those that may have begun before the
 * last poll. Confined to one thread; blocks.
 */
final class StreamSources {
  /** How late results may be written, and how far apart the clocks of replicas may be. */
  private static final Duration LATE = Duration.ofSeconds(10);

  private final ChangeFeed feed;
  private final HealthStore health;
  private final FreshChecks checks;
  private final Map<Long, Endpoint> endpoints = new HashMap<>();
  private Map<Long, Long> versions = Map.of();
  private Set<Key> told = new HashSet<>();
  private Set<Long> watched = Set.of();
  private boolean started;

  private record Key(long endpointId, Instant at) {}

  /** A change of state and the endpoint it is of. */
  record State(Endpoint endpoint, HealthView view) {}

  /** A finished check and its endpoint. */
  record Finished(Endpoint endpoint, CheckSummary check) {}

  StreamSources(ChangeFeed feed, HealthStore health, FreshChecks checks) {
    this.feed = feed;
    this.health = health;
    this.checks = checks;
  }

  /** Changes of health since the last poll; the first one tells none. */
  List<State> states() {
    for (Change change : feed.poll()) {
      if (change.removed()) {
        endpoints.remove(change.endpoint().id());
      } else {
        endpoints.put(change.endpoint().id(), change.endpoint());
      }
    }
    Map<Long, Long> now = health.versions();
    List<Long> changed = new ArrayList<>();
    now.forEach(
        (id, version) -> {
          if (started && !version.equals(versions.get(id))) {
            changed.add(id);
          }
        });
    List<State> states = views(changed);
    versions = now;
    started = true;
    return states;
  }

  /** The present health of what changed since an instant. */
  List<State> statesSince(Instant since) {
    return views(health.changedSince(since.minus(LATE)));
  }

  private List<State> views(Collection<Long> ids) {
    List<State> states = new ArrayList<>();
    if (!ids.isEmpty()) {
      health
          .views(ids)
          .forEach(
              (id, view) -> {
                Endpoint endpoint = endpoints.get(id);
                if (endpoint != null) {
                  states.add(new State(endpoint, view));
                }
              });
    }
    return states;
  }

  /**
   * Checks that finished since the last poll, oldest first. Of endpoints that were not wanted at
   * the last poll those from now on.
   *
   * @param last when the last poll was that did not fail
   */
  List<Finished> checks(Predicate<Endpoint> wanted, Instant last, Instant now) {
    List<Fresh> rows = read(wanted, last, now, Integer.MAX_VALUE);
    Set<Key> seen = new HashSet<>();
    List<Finished> finished = new ArrayList<>();
    for (Fresh row : rows) {
      Key key = new Key(row.endpointId(), row.check().at());
      Endpoint endpoint = endpoints.get(row.endpointId());
      seen.add(key);
      if (endpoint != null && !told.contains(key) && watched.contains(row.endpointId())) {
        finished.add(new Finished(endpoint, row.check()));
      }
    }
    told = seen;
    watched = new HashSet<>();
    endpoints.values().stream().filter(wanted).forEach(each -> watched.add(each.id()));
    return finished;
  }

  /** Checks that finished since an instant, or a little before; at most so many. */
  List<Finished> checksSince(Predicate<Endpoint> wanted, Instant since, Instant now, int limit) {
    List<Finished> finished = new ArrayList<>();
    for (Fresh row : read(wanted, since, now, limit)) {
      Endpoint endpoint = endpoints.get(row.endpointId());
      if (endpoint != null) {
        finished.add(new Finished(endpoint, row.check()));
      }
    }
    return finished;
  }

  private List<Fresh> read(Predicate<Endpoint> wanted, Instant since, Instant now, int limit) {
    Map<Long, Instant> from = new HashMap<>();
    endpoints.values().stream()
        .filter(wanted)
        .forEach(
            each -> from.put(each.id(), since.minus(LATE).minus(each.spec().timeouts().total())));
    return from.isEmpty() ? List.of() : checks.since(from, now, limit);
  }
}
