package io.probity.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step of an endpoint's stored health, written whole or not at all.
 *
 * @param expectedVersion the version it builds on; it becomes one more. A repeated write finds the
 *     version taken and changes nothing
 * @param next the state from now on
 * @param period what the time from {@code periodFrom} on is accounted to
 * @param periodFrom null: time is accounted as before
 * @param transition null: only a pause or its end without an incident, or silence or its end, or
 *     what people were told
 * @param lastGood the last good check before it (ProbeJson's form), null: keep what is stored
 */
public record HealthChange(
    long endpointId,
    long expectedVersion,
    HealthState next,
    PeriodState period,
    @Nullable Instant periodFrom,
    @Nullable Transition transition,
    @Nullable JsonNode lastGood) {

  /** The same with another last good check, null: keep what is stored. */
  public HealthChange withLastGood(@Nullable JsonNode good) {
    return new HealthChange(
        endpointId, expectedVersion, next, period, periodFrom, transition, good);
  }

  /** The same without the evidence of its failure and without the last good check. */
  public HealthChange withoutEvidence() {
    return new HealthChange(
        endpointId,
        expectedVersion,
        next,
        period,
        periodFrom,
        transition == null ? null : transition.withoutEvidence(),
        null);
  }
}
