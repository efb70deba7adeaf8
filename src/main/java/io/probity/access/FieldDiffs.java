package io.probity.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.probity.db.Snapshot;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two snapshots, field by field. A secret that changed shows that it did, as a
 * mask before and after. Lists count as one field. Pure.
 */
public final class FieldDiffs {
  private static final int MAX_TEXT = 1_000;

  private final ArrayNode found = JsonNodeFactory.instance.arrayNode();

  private FieldDiffs() {}

  /** One object with pointer, before and after for each field that differs. */
  public static ArrayNode between(@Nullable Snapshot before, @Nullable Snapshot after) {
    FieldDiffs diffs = new FieldDiffs();
    diffs.walk("", exact(before), exact(after), shown(before), shown(after));
    return diffs.found;
  }

  private static JsonNode exact(@Nullable Snapshot snapshot) {
    return snapshot == null ? MissingNode.getInstance() : snapshot.exact();
  }

  private static JsonNode shown(@Nullable Snapshot snapshot) {
    return snapshot == null ? MissingNode.getInstance() : snapshot.shown();
  }

  private void walk(
      String pointer, JsonNode before, JsonNode after, JsonNode shownBefore, JsonNode shownAfter) {
    if (isNothing(before) && isNothing(after) || before.equals(after)) {
      return;
    }
    boolean inner = before.isObject() || after.isObject();
    if (inner
        && (before.isObject() || isNothing(before))
        && (after.isObject() || isNothing(after))) {
      Set<String> names = new TreeSet<>();
      before.fieldNames().forEachRemaining(names::add);
      after.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        walk(
            pointer + "/" + name.replace("~", "~0").replace("/", "~1"),
            before.path(name),
            after.path(name),
            shownBefore.path(name),
            shownAfter.path(name));
      }
      return;
    }
    found
        .addObject()
        .put("pointer", pointer)
        .<com.fasterxml.jackson.databind.node.ObjectNode>set("before", kept(shownBefore))
        .set("after", kept(shownAfter));
  }

  private static boolean isNothing(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  /** What is too long is cut. */
  private static JsonNode kept(JsonNode value) {
    if (isNothing(value)) {
      return NullNode.getInstance();
    }
    if (value.isNumber() || value.isBoolean()) {
      return value;
    }
    String text = value.isTextual() ? value.textValue() : value.toString();
    return text.length() <= MAX_TEXT ? value : TextNode.valueOf(text.substring(0, MAX_TEXT) + "…");
  }
}
