package io.probity.web;

import io.probity.access.ApiKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key in a list.
 *
 * @param prefix the first characters of its text
 * @param labels what it is restricted to, as {@code name:value}; empty: it reaches everything
 * @param used when it was used last, null: never
 * @param expires null: never
 * @param expired whether it opens nothing any more
 * @param own whether whoever looks came with it
 */
record KeyRow(
    String id,
    String name,
    String prefix,
    String role,
    List<String> labels,
    Moment created,
    @Nullable Moment used,
    @Nullable Moment expires,
    boolean expired,
    boolean own) {
  static KeyRow of(ApiKey key, ApiKey viewer, Instant now) {
    return new KeyRow(
        key.id().toString(),
        key.name(),
        key.prefix(),
        key.role().wireName(),
        ChannelRow.labels(key.labels()),
        Moment.of(key.createdAt(), now),
        Moment.ofNullable(key.lastUsedAt(), now),
        Moment.ofNullable(key.expiresAt(), now),
        !key.usable(now),
        key.id().equals(viewer.id()));
  }
}
