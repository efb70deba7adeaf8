package io.probity.history;

import java.util.List;

/**
 * Stored results that were looked for.
 *
 * @param rows newest first
 * @param unreadable what could not be read and is missing among them
 */
record Found(List<CheckRow> rows, List<Unreadable> unreadable) {}
