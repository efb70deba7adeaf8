package io.probity.history;

import io.probity.probe.CheckSummary;
import java.util.List;

/**
 * Some of the stored checks of an endpoint.
 *
 * @param checks newest first
 * @param unreadable what is missing among them since it was damaged
 */
public record CheckPage(List<CheckSummary> checks, List<Unreadable> unreadable) {}
