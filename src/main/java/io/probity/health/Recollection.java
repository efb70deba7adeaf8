package io.probity.health;

import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointSpec;
import io.probity.health.HealthState.Seen;
import io.probity.probe.CheckSummary;
import io.probity.probe.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What an owner remembers of the checks that were made before it took over, so that it counts on
 * where its predecessor, or itself before a restart, left off. Pure.
 */
public final class Recollection {
  /** Checks without a verdict among those that count, for each of these. */
  private static final int SPARE = 2;

  private Recollection() {}

  /** How many of the newest checks are worth reading. */
  public static int atMost(Endpoint endpoint) {
    return SPARE * HealthPolicy.window(endpoint.spec().thresholds());
  }

  /**
   * From when on checks are worth reading: counters begin anew with each edit, and what lies
   * further apart than the patience with an endpoint is parted by silence.
   */
  public static Instant since(Endpoint endpoint, Instant now) {
    Instant longest = now.minus(patience(endpoint.spec()).multipliedBy(atMost(endpoint)));
    return longest.isAfter(endpoint.updatedAt()) ? longest : endpoint.updatedAt();
  }

  /** How long an endpoint may be silent before nothing is known of it any more. */
  public static Duration patience(EndpointSpec spec) {
    return spec.interval().plus(spec.interval()).plus(spec.timeouts().total());
  }

  /**
   * A stored state with the counters of the newest checks.
   *
   * @param newest by the present configuration and none by hand, newest first
   */
  public static HealthState of(HealthState stored, Endpoint endpoint, List<CheckSummary> newest) {
    Duration patience = patience(endpoint.spec());
    int wanted = HealthPolicy.window(endpoint.spec().thresholds());
    List<Seen> seen = new ArrayList<>();
    Instant later = null;
    for (CheckSummary check : newest) {
      boolean silence = later != null && check.at().plus(patience).isBefore(later);
      if (silence || seen.size() == wanted) {
        break;
      }
      later = check.at();
      if (check.verdict() != Verdict.UNKNOWN) {
        seen.add(0, new Seen(check.at(), check.verdict(), check.failure()));
      }
    }
    Told told = stored.told().since(endpoint.updatedAt());
    return stored.remembering(seen).telling(told);
  }
}
