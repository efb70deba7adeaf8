package io.probity.health;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Health as an owner takes it over.
 *
 * @param version the version the next change builds on, 0: nothing is stored
 * @param paused whether the running period is a pause
 * @param lastGood the last good check before the last transition, null: none
 */
public record StoredHealth(
    long version, HealthState state, boolean paused, @Nullable JsonNode lastGood) {
  /** Of an endpoint of which nothing is stored. */
  public static final StoredHealth NONE = new StoredHealth(0, HealthState.NEW, false, null);
}
