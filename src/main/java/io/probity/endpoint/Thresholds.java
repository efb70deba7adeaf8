package io.probity.endpoint;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many checks decide a change of health.
 *
 * @param down failed checks that make an endpoint down (≥ 1)
 * @param up passed checks that make it up again (≥ 1)
 * @param of window for "M of N" counting, null: consecutive checks
 * @param confirm pause between confirming checks while down is not decided, null: none are made
 */
public record Thresholds(int down, int up, @Nullable Integer of, @Nullable Duration confirm) {}
