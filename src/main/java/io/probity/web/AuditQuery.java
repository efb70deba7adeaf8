package io.probity.web;

import io.probity.access.AuditFilter;
import jakarta.ws.rs.core.UriBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which part of the trail somebody wants to see; empty texts: any. What cannot be read filters
 * nothing out, and is shown as it was written.
 *
 * @param kind what was changed
 * @param actor name or id of the key
 * @param id of what was changed
 * @param from day in UTC, the first one
 * @param to day in UTC, the last one
 * @param before id of the last entry of the page before
 */
record AuditQuery(String kind, String actor, String id, String from, String to, String before) {
  /** What is changed, as the trail calls it. */
  static final List<String> KINDS =
      List.of("endpoint", "channel", "delivery", "incident", "maintenance", "key", "session");

  /** Whether nothing is filtered out. */
  public boolean isAny() {
    return (kind + actor + id + from + to).isBlank();
  }

  AuditFilter filter() {
    Instant end = day(to);
    return new AuditFilter(
        day(from),
        end == null ? null : end.plus(Duration.ofDays(1)),
        actor.isBlank() || actor.indexOf(0) >= 0 ? null : actor.strip(),
        KINDS.contains(kind) ? kind : null,
        PagePaths.orNull(id.strip()));
  }

  /** Where the page begins, null: at the newest. */
  @Nullable UUID position() {
    return PagePaths.orNull(before);
  }

  /** The page after an entry. */
  String link(UUID last) {
    return UriBuilder.fromPath("/audit")
        .queryParam("kind", "{kind}")
        .queryParam("actor", "{actor}")
        .queryParam("id", "{id}")
        .queryParam("from", "{from}")
        .queryParam("to", "{to}")
        .queryParam("before", last)
        .build(kind, actor, id, from, to)
        .toString();
  }

  private static @Nullable Instant day(String text) {
    try {
      return text.isBlank()
          ? null
          : LocalDate.parse(text.strip()).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
