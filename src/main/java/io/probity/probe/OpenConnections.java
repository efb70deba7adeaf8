package io.probity.probe;

/**
 * The open connections of an endpoint to one origin, at one moment.
 *
 * @param origin such as {@code https://orders.example.com}
 * @param idle kept for the next check
 * @param inUse held by attempts
 * @param oldestMs age of the oldest, idle or in use
 * @param mostRequests what the one that has carried the most has carried
 */
public record OpenConnections(
    String origin, int idle, int inUse, long oldestMs, int mostRequests) {}
