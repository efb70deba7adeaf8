package io.probity.health;

import io.probity.probe.Failure;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change of an endpoint's observed state, or the opening of an incident that maintenance held
 * back (from down to down), or the closing of its incident for another reason.
 *
 * @param from the state before
 * @param to the state from now on
 * @param since when the new state began: the first check of the deciding run
 * @param previousSince when the state before began, null: nothing was observed before
 * @param failure what decided a change to down or degraded, null: recovery
 * @param incidentId the incident opened, continued or closed by it, null: none
 * @param resolution why the incident was closed, null: it was not
 */
public record Transition(
    ObservedState from,
    ObservedState to,
    Instant since,
    @Nullable Instant previousSince,
    @Nullable Failure failure,
    @Nullable UUID incidentId,
    @Nullable Resolution resolution) {

  /** Whether it opens the incident it names. */
  public boolean opensIncident() {
    return to == ObservedState.DOWN && incidentId != null;
  }

  /** Whether it began under maintenance and is announced only now. */
  public boolean isLate() {
    return from == ObservedState.DOWN && to == ObservedState.DOWN;
  }

  /** The same without the evidence of its failure. */
  public Transition withoutEvidence() {
    return new Transition(
        from,
        to,
        since,
        previousSince,
        failure == null ? null : failure.withoutEvidence(),
        incidentId,
        resolution);
  }
}
