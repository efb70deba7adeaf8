package io.probity.history;

import io.probity.history.Period.State;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sums over the days that end at an instant.
 *
 * @param days length of the window
 * @param micros the time in each state; together it is the window, as far as the endpoint existed
 * @param checks those that count
 * @param p95Us null: no check was answered
 * @param kept of the latency of that day, for the next sum; null: nothing
 */
record WindowSum(
    long endpointId,
    int days,
    Instant asOf,
    Map<State, Long> micros,
    long checks,
    @Nullable Integer p95Us,
    @Nullable KeptLatency kept) {}
