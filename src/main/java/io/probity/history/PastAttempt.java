package io.probity.history;

import io.probity.probe.FailureClass;
import org.jspecify.annotations.Nullable;

/**
 * One of the stored attempts of a check.
 *
 * @param failure why it failed or was degraded, null: it passed in full
 * @param totalUs from its start to its end, microseconds
 */
public record PastAttempt(@Nullable FailureClass failure, int totalUs) {}
