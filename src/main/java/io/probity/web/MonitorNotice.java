package io.probity.web;

import org.jspecify.annotations.Nullable;

/**
 * Something that is wrong with the monitor itself.
 *
 * @param state how bad it is: {@code down} or {@code degraded}
 * @param since null: not known
 * @param link where more of it is told, null: nowhere
 * @param linked what the link says
 */
public record MonitorNotice(
    String state,
    String title,
    String text,
    @Nullable Moment since,
    @Nullable String link,
    @Nullable String linked) {}
