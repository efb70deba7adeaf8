package io.probity.endpoint;

/**
 * A change of what is registered.
 *
 * @param endpoint as it is now; of a deleted one the last configuration, without its secrets
 * @param removed whether it was deleted
 */
public record Change(Endpoint endpoint, boolean removed) {}
