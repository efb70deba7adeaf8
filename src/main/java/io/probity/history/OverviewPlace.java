package io.probity.history;

/**
 * Where an endpoint stands in an overview: what needs somebody comes first, then names decide.
 *
 * @param rank 1: down
 * @param name in lower case
 * @param number the internal number
 */
public record OverviewPlace(int rank, String name, long number) {}
