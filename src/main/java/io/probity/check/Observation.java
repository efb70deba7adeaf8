package io.probity.check;

import io.probity.endpoint.Endpoint;
import io.probity.health.ObservedState;

/**
 * What this replica knows of an endpoint it probes.
 *
 * @param endpoint as it is configured, and was for {@code last}
 */
public record Observation(Endpoint endpoint, LastCheck last, ObservedState state) {}
