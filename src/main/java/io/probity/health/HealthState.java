package io.probity.health;

import io.probity.probe.Failure;
import io.probity.probe.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of an endpoint remembers of it between two checks. Immutable.
 *
 * @param observed the state people see
 * @param since when it began, null: nothing was observed yet
 * @param incidentId the open incident, null: none
 * @param recent the newest verdicts (without unknown ones), oldest first, as many as the thresholds
 *     need
 * @param told what people were told
 */
public record HealthState(
    ObservedState observed,
    @Nullable Instant since,
    @Nullable UUID incidentId,
    List<Seen> recent,
    Told told) {

  /** A state of which nobody was told anything. */
  public HealthState(
      ObservedState observed,
      @Nullable Instant since,
      @Nullable UUID incidentId,
      List<Seen> recent) {
    this(observed, since, incidentId, recent, Told.NOTHING);
  }

  /** Of an endpoint that was never checked. */
  public static final HealthState NEW =
      new HealthState(ObservedState.UNKNOWN, null, null, List.of());

  /** One verdict that counts. */
  record Seen(Instant at, Verdict verdict, @Nullable Failure failure) {}

  /** The same state with its counters reset, as after silence. */
  public HealthState withoutCounters() {
    return remembering(List.of());
  }

  /** The same state with its counters reset, as after an edit: that of flapping too. */
  public HealthState edited() {
    return withoutCounters().telling(told.since(Instant.MAX));
  }

  HealthState telling(Told next) {
    return new HealthState(observed, since, incidentId, recent, next);
  }

  /** The same state with counters as they follow from checks, oldest first, that counted. */
  HealthState remembering(List<Seen> seen) {
    return new HealthState(observed, since, incidentId, List.copyOf(seen), told);
  }

  HealthState seeing(Seen seen, int keep) {
    List<Seen> next = new ArrayList<>(Math.min(keep, recent.size() + 1));
    next.addAll(recent.subList(Math.max(0, recent.size() + 1 - keep), recent.size()));
    next.add(seen);
    return new HealthState(observed, since, incidentId, List.copyOf(next), told);
  }
}
