package io.probity.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.endpoint.EndpointMatch;
import io.probity.endpoint.Fields;
import io.probity.endpoint.InvalidInput;
import io.probity.endpoint.MergePatch;
import java.util.regex.Pattern;

/**
 * Status pages as people write and see them, and as they are stored. What is answered is accepted
 * again and means the same. Pure; what reads throws {@link InvalidInput} with all that is wrong.
 */
public final class StatusPageCodec {
  private static final int MAX_SLUG = 63;
  private static final int MAX_TITLE = 200;
  private static final int MAX_DESCRIPTION = 2_000;
  private static final int MAX_LABEL = 64;
  private static final Pattern SLUG = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");

  private StatusPageCodec() {}

  /** Reads a whole definition. */
  public static StatusPageSpec read(JsonNode input) {
    Fields fields = Fields.of(input);
    String slug = fields.requiredText("slug", MAX_SLUG);
    if (fields.has("slug") && !SLUG.matcher(slug).matches()) {
      fields.refuse("slug", "Must be made of a-z, 0-9 and hyphens within, such as \"shop\".");
    }
    StatusPageSpec spec =
        new StatusPageSpec(
            slug,
            fields.requiredText("title", MAX_TITLE),
            fields.text("description", MAX_DESCRIPTION),
            EndpointMatch.read(fields),
            fields.text("groupBy", MAX_LABEL),
            fields.flag("public", false));
    fields.refuseUnknown("id", "createdAt", "updatedAt", "revision");
    fields.throwIfInvalid();
    return spec;
  }

  /** What a definition becomes by a merge patch (RFC 7396). */
  public static StatusPageSpec patch(JsonNode patch, StatusPageSpec current) {
    return read(MergePatch.apply(show(current), patch));
  }

  /** The definition as it is answered and stored. */
  public static ObjectNode show(StatusPageSpec spec) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("slug", spec.slug());
    node.put("title", spec.title());
    node.put("description", spec.description());
    node.set("match", spec.match().show());
    node.put("groupBy", spec.groupBy());
    node.put("public", spec.open());
    return node;
  }
}
