package io.probity.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.TargetUrl;
import io.probity.health.HealthState;
import io.probity.net.Whereabouts;
import io.probity.probe.FailureClass;
import io.probity.probe.Observation;
import java.net.URI;
import java.time.Instant;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** What the owner keeps of an endpoint while it probes it. Mutable; confined to the event loop. */
final class Probed {
  Endpoint endpoint;
  Grid grid;
  String origin;

  HealthState health;
  long healthVersion;
  boolean paused;
  final Maintained maintained = new Maintained();

  /** The check under way that counts, null: none. */
  @Nullable Running running;

  /** When the newest result was planned, or when silence began to count; null: not known. */
  @Nullable Instant heardAt;

  boolean removed;

  /** Entries of the schedule made before this number are void. */
  int scheduled;

  int confirming;

  /** The newest check by the present configuration, null: there was none yet. */
  @Nullable LastCheck last;

  /** To when a check was last brought forward; null: never. */
  @Nullable Instant broughtForward;

  /** Where it was found last, null: no address of it was ever seen. */
  @Nullable Whereabouts where;

  /** The check that waits for a self-check and those behind it, null: none does. */
  @Nullable Queue<Held> held;

  @Nullable Observation lastGood;

  /**
   * The one that was stored before this replica took over or the configuration changed, until it
   * sees one itself.
   */
  @Nullable JsonNode storedLastGood;

  @Nullable FailureClass lastClass;
  int sameClass;

  /** Verdicts in a row that it took from others of its origin. */
  int sharedInARow;

  /** Whether it passed where all others of its origin failed, and has not failed since. */
  boolean standsOut;

  Probed(Endpoint endpoint, HealthState health, long healthVersion, boolean paused) {
    this.endpoint = endpoint;
    this.grid = Grid.of(endpoint.publicId(), endpoint.spec().interval());
    this.origin = originOf(endpoint);
    this.health = health;
    this.healthVersion = healthVersion;
    this.paused = paused;
  }

  /**
   * Takes a new configuration: counters start anew, what was observed stays. A check that is under
   * way by the old one is not waited for.
   */
  void reconfigure(Endpoint next, Instant now) {
    storedLastGood = lastGoodJson(); // masked by the credentials it was made with
    lastGood = null;
    endpoint = next;
    running = null;
    heardAt = now;
    where = null;
    grid = Grid.of(next.publicId(), next.spec().interval());
    origin = originOf(next);
    health = health.edited();
    maintained.reconsider();
    last = null;
    lastClass = null;
    sameClass = 0;
    sharedInARow = 0;
    standsOut = false;
    confirming++;
  }

  /** The last good check in the form that is stored and announced, null: none is known. */
  @Nullable JsonNode lastGoodJson() {
    return lastGood == null ? storedLastGood : lastGood.json(endpoint.spec());
  }

  /** The last good check, null: none is known. */
  @Nullable LastGood lastGood() {
    return lastGood == null && storedLastGood == null
        ? null
        : new LastGood(lastGood, storedLastGood, endpoint.spec());
  }

  /** Counts checks in a row that failed by the same class; null: passed. */
  void countClass(@Nullable FailureClass cls) {
    sameClass = cls != null && cls == lastClass ? sameClass + 1 : cls == null ? 0 : 1;
    lastClass = cls;
  }

  /** Whether its failure has been the same for three checks and cannot heal within seconds. */
  boolean settledInFailure() {
    return sameClass >= 3 && lastClass != null && RetryPolicy.neverHeals(lastClass);
  }

  /**
   * How urgent a check of its own is: without a precedence for those who had none for long, a
   * regular schedule would let the same ones in each time, and never notice who is well again.
   */
  int precedence() {
    return standsOut ? Integer.MAX_VALUE : sharedInARow;
  }

  static String originOf(Endpoint endpoint) {
    URI url = endpoint.spec().url();
    return url.getScheme() + "://" + url.getHost() + ":" + TargetUrl.port(url);
  }
}
