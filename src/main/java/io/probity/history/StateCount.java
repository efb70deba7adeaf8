package io.probity.history;

import org.jspecify.annotations.Nullable;

/**
 * How many endpoints are in a state for the same reason.
 *
 * @param failure wire name of the class, null: neither down nor degraded
 */
public record StateCount(String state, @Nullable String failure, int endpoints) {}
