package io.probity.history;

import java.time.Instant;

/**
 * Stored results that were damaged and are left out of an answer.
 *
 * @param from of the first of them
 * @param to of the last of them, inclusive
 * @param checks how many they were
 */
public record Unreadable(Instant from, Instant to, int checks) {}
