package io.probity.probe;

/**
 * The connection an attempt ran on.
 *
 * @param reused whether it had served a request before
 * @param ageMs milliseconds since it was established
 * @param requestNumber 1 for its first request
 */
public record ConnectionFacts(boolean reused, long ageMs, int requestNumber) {}
