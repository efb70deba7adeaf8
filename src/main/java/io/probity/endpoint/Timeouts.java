package io.probity.endpoint;

import java.time.Duration;

/**
 * The most time each phase may take; {@code total} bounds the whole check with its retries and
 * waits. All positive.
 */
public record Timeouts(
    Duration dns, Duration connect, Duration tls, Duration response, Duration total) {}
