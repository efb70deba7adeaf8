package io.probity.check;

import io.probity.alert.EventType;
import java.time.Instant;

/**
 * An alert that fired, or would have.
 *
 * @param at of the check that decided it, or of the pause
 * @param since when the state that it tells of began
 */
public record Fired(EventType event, Instant at, Instant since) {}
