package io.probity.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.probity.access.AuditEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One change in the trail.
 *
 * @param action what was done, in words
 * @param subject what it is called where that is known, else its id
 * @param link to its page, null: it has none
 * @param address where the request came from, null: not known
 */
record AuditRow(
    String id,
    Moment at,
    String actor,
    @Nullable String address,
    String action,
    String kind,
    String subjectId,
    String subject,
    @Nullable String link,
    List<FieldChange> changes) {
  private static final Map<String, String> PAGES =
      Map.of(
          "endpoint", "/endpoints/",
          "channel", "/channels/",
          "maintenance", "/maintenance/",
          "incident", "/incidents/");

  /**
   * One field before and after.
   *
   * @param before null: there was nothing
   * @param after null: there is nothing any more
   */
  record FieldChange(String field, @Nullable String before, @Nullable String after) {}

  /**
   * An entry as people read it.
   *
   * @param names of endpoints, by their ids
   */
  static AuditRow of(AuditEntry entry, Map<UUID, String> names, Instant now) {
    List<FieldChange> changes = changes(entry.changes());
    boolean deleted = entry.operation().matches("(delete|revoke).*");
    String page = PAGES.get(entry.kind());
    return new AuditRow(
        entry.id().toString(),
        Moment.of(entry.at(), now),
        entry.actor(),
        entry.address(),
        words(entry.operation()),
        entry.kind(),
        entry.subject().toString(),
        names.getOrDefault(entry.subject(), named(changes, entry.subject())),
        page == null || deleted ? null : page + entry.subject(),
        changes);
  }

  /** {@code patchEndpoint} is "patch endpoint". */
  static String words(String operation) {
    return operation.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }

  private static String named(List<FieldChange> changes, UUID id) {
    for (FieldChange each : changes) {
      if (each.field().equals("name")) {
        String name = each.after() == null ? each.before() : each.after();
        return name == null ? id.toString() : name;
      }
    }
    return id.toString();
  }

  private static List<FieldChange> changes(JsonNode changes) {
    List<FieldChange> found = new ArrayList<>();
    for (JsonNode each : changes) {
      found.add(
          new FieldChange(
              field(each.path("pointer").asText()),
              text(each.path("before")),
              text(each.path("after"))));
    }
    return found;
  }

  private static String field(String pointer) {
    String plain = pointer.startsWith("/") ? pointer.substring(1) : pointer;
    return plain.replace("/", " › ").replace("~1", "/").replace("~0", "~");
  }

  private static @Nullable String text(JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      return null;
    }
    return value.isTextual() ? value.textValue() : value.toString();
  }
}
