package io.probity.status;

import io.probity.endpoint.EndpointMatch;
import org.jspecify.annotations.Nullable;

/**
 * A status page as people define it, complete and valid.
 *
 * @param slug its place, {@code /status/{slug}}; unique
 * @param description shown under the title, null: nothing
 * @param groupBy the label by whose values endpoints are grouped, null: they are not
 * @param open whether everybody may see it; otherwise whoever has a key that reaches it
 */
public record StatusPageSpec(
    String slug,
    String title,
    @Nullable String description,
    EndpointMatch match,
    @Nullable String groupBy,
    boolean open) {}
