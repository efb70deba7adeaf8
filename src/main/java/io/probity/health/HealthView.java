package io.probity.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The stored health of an endpoint, as readers see it.
 *
 * @param since start of the observed state, null: nothing was observed yet
 * @param incidentId the open incident, null: none
 * @param failure the failure that the state stands on (ProbeJson's form), null: none
 * @param maintenance whether it is in maintenance
 * @param flapping whether its state changes too often to be announced
 * @param certificateNotAfter end of the leaf's validity, null: never seen
 */
public record HealthView(
    ObservedState observed,
    @Nullable Instant since,
    @Nullable UUID incidentId,
    @Nullable JsonNode failure,
    boolean maintenance,
    boolean flapping,
    @Nullable Instant certificateNotAfter) {
  /** Of an endpoint that was never checked. */
  public static final HealthView NOTHING_YET =
      new HealthView(ObservedState.UNKNOWN, null, null, null, false, false, null);
}
