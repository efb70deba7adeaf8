package io.probity.endpoint;

import java.time.Duration;

/** Bounds of an endpoint's connection pool. */
public record PoolSpec(int maxConnections, Duration idleTimeout, Duration maxAge) {}
