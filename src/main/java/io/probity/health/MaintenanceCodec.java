package io.probity.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.endpoint.Durations;
import io.probity.endpoint.EndpointMatch;
import io.probity.endpoint.Fields;
import io.probity.endpoint.InvalidInput;
import io.probity.endpoint.MergePatch;
import io.probity.health.MaintenanceTimes.Once;
import io.probity.health.MaintenanceTimes.Recurring;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Maintenance windows as people write and see them, and as they are stored. What is answered is
 * accepted again and means the same. Pure; everything that reads throws {@link InvalidInput} with
 * all that is wrong.
 */
public final class MaintenanceCodec {
  private static final int MAX_NAME = 200;
  private static final int MAX_TEXT = 256;
  private static final int MAX_OWNER = 64;
  private static final int LAST_YEAR = 9999;
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(366);

  /** Stands for one that is wrong. */
  private static final Cron DAILY = Cron.parse("0 0 * * *").orElseThrow();

  private static final String[] RECURRING = {"cron", "duration", "zone"};
  private static final String[] ONCE = {"from", "to"};

  private MaintenanceCodec() {}

  /** Reads a whole definition. */
  public static MaintenanceSpec read(JsonNode input) {
    Fields fields = Fields.of(input);
    MaintenanceSpec spec = read(fields);
    fields.throwIfInvalid();
    return spec;
  }

  /** Like {@link #read(JsonNode)}, but leaves what is wrong in {@code fields}. */
  static MaintenanceSpec read(Fields fields) {
    String name = fields.requiredText("name", MAX_NAME);
    EndpointMatch match = EndpointMatch.read(fields);
    MaintenanceTimes times = times(fields);
    String managedBy = fields.text("managedBy", MAX_OWNER);
    fields.refuseUnknown("id", "createdAt", "updatedAt", "revision");
    return new MaintenanceSpec(name, match.labels(), match.endpoints(), times, managedBy);
  }

  /** What a definition becomes by a merge patch (RFC 7396). */
  public static MaintenanceSpec patch(JsonNode patch, MaintenanceSpec current) {
    return read(MergePatch.apply(show(current), patch));
  }

  /** The definition as it is answered and stored. */
  public static ObjectNode show(MaintenanceSpec spec) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", spec.name());
    node.set("match", spec.match().show());
    if (spec.times() instanceof Once once) {
      node.put("from", once.from().toString());
      node.put("to", once.to().toString());
    } else if (spec.times() instanceof Recurring recurring) {
      node.put("cron", recurring.cron().text());
      node.put("duration", Durations.format(recurring.duration()));
      node.put("zone", recurring.zone().getId());
    }
    if (spec.managedBy() != null) {
      node.put("managedBy", spec.managedBy());
    }
    return node;
  }

  private static MaintenanceTimes times(Fields fields) {
    boolean recurring = anyOf(fields, RECURRING);
    if (recurring && anyOf(fields, ONCE)) {
      fields.refuse("cron", "Must not go with from and to: a window is either once or recurring.");
    }
    return recurring ? recurring(fields) : once(fields);
  }

  private static boolean anyOf(Fields fields, String... names) {
    boolean any = false;
    for (String name : names) {
      any |= fields.has(name);
    }
    return any;
  }

  private static MaintenanceTimes once(Fields fields) {
    Instant from = instant(fields, "from");
    Instant to = instant(fields, "to");
    if (from != null && to != null && !to.isAfter(from)) {
      fields.refuse("to", "Must be after from.");
    }
    return new Once(or(from), or(to));
  }

  private static Instant or(@Nullable Instant instant) {
    return instant == null ? Instant.EPOCH : instant;
  }

  private static @Nullable Instant instant(Fields fields, String name) {
    if (!fields.has(name)) {
      fields.refuse(name, "Is required, unless cron and duration are given.");
      return null;
    }
    JsonNode value = fields.node(name);
    try {
      OffsetDateTime at = OffsetDateTime.parse(value == null ? "" : value.asText());
      if (at.getYear() > 0 && at.getYear() <= LAST_YEAR) {
        return at.toInstant();
      }
    } catch (DateTimeParseException e) {
      // Said below, as for a year out of range.
    }
    fields.refuse(name, "Must be an instant as of RFC 3339, such as 2026-11-22T11:20:00Z.");
    return null;
  }

  private static MaintenanceTimes recurring(Fields fields) {
    Cron cron = cron(fields);
    Duration duration = fields.duration("duration", SHORTEST, SHORTEST, LONGEST);
    if (!fields.has("duration")) {
      fields.refuse("duration", "Is required beside cron.");
    }
    ZoneId zone = zone(fields);
    Duration distance = Recurring.shortestDistance(cron);
    if (cron.next(Instant.EPOCH, zone) == null) {
      fields.refuse("cron", "Never comes true: there is no such day.");
    } else if (distance != null && duration.compareTo(distance) >= 0) {
      fields.refuse(
          "duration",
          "Must be shorter than the time between two beginnings, %s."
              .formatted(Durations.format(distance)));
    }
    return new Recurring(cron, duration, zone);
  }

  private static Cron cron(Fields fields) {
    if (!fields.has("cron")) {
      fields.refuse("cron", "Is required beside duration.");
    }
    String text = fields.text("cron", MAX_TEXT);
    Optional<Cron> cron = text == null ? Optional.empty() : Cron.parse(text);
    if (text != null && cron.isEmpty()) {
      fields.refuse(
          "cron",
          "Must be five fields (minute, hour, day of month, month, day of week), such as \"30 2 * * sun\".");
    }
    return cron.orElse(DAILY);
  }

  private static ZoneId zone(Fields fields) {
    String text = fields.text("zone", "UTC", MAX_TEXT);
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      fields.refuse("zone", "Must be a time zone such as Europe/Berlin or UTC.");
      return ZoneOffset.UTC;
    }
  }
}
