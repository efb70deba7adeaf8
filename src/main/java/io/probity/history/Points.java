package io.probity.history;

import java.util.List;

/**
 * A series.
 *
 * @param points one for each step, oldest first
 * @param unreadable what is missing in them since it was damaged
 */
public record Points<P>(List<P> points, List<Unreadable> unreadable) {}
