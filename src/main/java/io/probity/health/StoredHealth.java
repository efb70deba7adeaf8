package io.probity.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Health as an owner takes it over.
 *
 * @param version the version the next change builds on, 0: nothing is stored
 * @param paused whether the running period is a pause
 * @param maintenanceSince since when the running period is maintenance, null: it is not
 * @param lastGood the last good check before the last transition, null: none
 */
public record StoredHealth(
    long version,
    HealthState state,
    boolean paused,
    @Nullable Instant maintenanceSince,
    @Nullable JsonNode lastGood) {
  /** Of an endpoint of which nothing is stored. */
  public static final StoredHealth NONE = new StoredHealth(0, HealthState.NEW, false, null, null);

  /** The same with another state. */
  public StoredHealth with(HealthState other) {
    return new StoredHealth(version, other, paused, maintenanceSince, lastGood);
  }
}
