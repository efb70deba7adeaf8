package io.probity.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.access.ApiKey;
import io.probity.access.Role;
import io.probity.endpoint.Fields;
import io.probity.endpoint.MergePatch;
import io.probity.probe.ProbeJson;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keys as people write and see them; what reads throws {@link io.probity.endpoint.InvalidInput}.
 */
final class KeyJson {
  private static final int MAX_NAME = 200;
  private static final int MAX_LABELS = 64;
  private static final int MAX_LABEL = 256;
  private static final int MAX_INSTANT = 64;
  private static final int LAST_YEAR = 9999;
  private static final Map<String, Role> ROLES = roles();

  private KeyJson() {}

  /** What a key is to be; {@code expiresAt} null: never. */
  record Config(String name, Role role, Map<String, String> labels, @Nullable Instant expiresAt) {}

  private static Map<String, Role> roles() {
    Map<String, Role> roles = new LinkedHashMap<>();
    for (Role each : Role.values()) {
      roles.put(each.wireName(), each);
    }
    return roles;
  }

  /** Reads a whole key, which must not be able to do more than the caller's. */
  static Config read(JsonNode input, ApiKey caller, Instant now) {
    Fields fields = Fields.of(input);
    String name = fields.requiredText("name", MAX_NAME);
    if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
      fields.refuse("name", "Must be one line and not blank.");
    }
    if (!fields.has("role")) {
      fields.refuse("role", "Is required.");
    }
    Role role = fields.choice("role", Role.VIEWER, ROLES);
    if (role.compareTo(caller.role()) > 0) {
      fields.refuse("role", "Must not be above the role of this key.");
    }
    Map<String, String> labels = fields.texts("labels", MAX_LABELS, MAX_LABEL);
    if (!caller.reach().covers(labels)) {
      fields.refuse("labels", caller.reach().demand());
    }
    Instant expiresAt = expiry(fields, now);
    fields.refuseUnknown("id", "prefix", "createdAt", "lastUsedAt", "bootstrap", "revision", "key");
    fields.throwIfInvalid();
    return new Config(name, role, labels, expiresAt);
  }

  private static @Nullable Instant expiry(Fields fields, Instant now) {
    String text = fields.text("expiresAt", MAX_INSTANT);
    if (text == null) {
      return null;
    }
    try {
      OffsetDateTime at = OffsetDateTime.parse(text);
      if (at.getYear() <= LAST_YEAR && at.toInstant().isAfter(now)) {
        return at.toInstant();
      }
      fields.refuse("expiresAt", "Must be in the future.");
    } catch (DateTimeParseException e) {
      fields.refuse(
          "expiresAt", "Must be an instant as of RFC 3339, such as 2026-11-22T11:20:00Z, or null.");
    }
    return null;
  }

  /** What a key becomes by a merge patch (RFC 7396); its role stays. */
  static ApiKey patch(JsonNode patch, ApiKey stored, ApiKey caller, Instant now) {
    Fields given = Fields.of(patch);
    if (given.has("role") && !patch.path("role").asText().equals(stored.role().wireName())) {
      given.refuse("role", "Cannot be changed: make another key.");
      given.throwIfInvalid();
    }
    ObjectNode current = show(stored);
    boolean keepsExpiry =
        !patch.has("expiresAt") || patch.path("expiresAt").equals(current.path("expiresAt"));
    JsonNode merged = MergePatch.apply(current, patch);
    if (keepsExpiry && merged instanceof ObjectNode object) {
      // One that has passed may stay as it is.
      object.remove("expiresAt");
    }
    Config config = read(merged, caller, now);
    return stored.with(
        config.name(), config.labels(), keepsExpiry ? stored.expiresAt() : config.expiresAt());
  }

  /** A key as it is answered. */
  static ObjectNode show(ApiKey key) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", key.id().toString());
    node.put("name", key.name());
    node.put("prefix", key.prefix());
    node.put("role", key.role().wireName());
    ObjectNode labels = node.putObject("labels");
    key.labels().forEach(labels::put);
    node.put("bootstrap", key.bootstrap());
    node.put("createdAt", ProbeJson.instant(key.createdAt()));
    node.put("expiresAt", instant(key.expiresAt()));
    node.put("lastUsedAt", instant(key.lastUsedAt()));
    node.put("revision", key.revision());
    return node;
  }

  private static @Nullable String instant(@Nullable Instant at) {
    return at == null ? null : ProbeJson.instant(at);
  }
}
