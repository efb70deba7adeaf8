package io.probity.endpoint;

import java.time.Duration;

/**
 * How often a check is attempted at most ({@code maxAttempts ≥ 1}), and the bounds of the waits
 * between attempts.
 */
public record RetrySpec(int maxAttempts, Duration initialDelay, Duration maxDelay) {}
