package io.probity.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.access.Callers;
import io.probity.db.Mandate;
import io.probity.db.Reach;
import io.probity.endpoint.Edit;
import io.probity.endpoint.EndpointCodec;
import io.probity.endpoint.EndpointSpec;
import io.probity.endpoint.Endpoints;
import io.probity.endpoint.Fields;
import io.probity.endpoint.Written;
import io.probity.endpoint.Written.Outcome;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Many endpoints at once. */
@Path(Api.BASE + "/endpoints:batch")
@Tag(name = "Endpoints")
@Produces({MediaType.APPLICATION_JSON, Documents.YAML})
@Consumes({MediaType.APPLICATION_JSON, Documents.YAML})
public final class EndpointBatchResource {
  private static final int MAX_ENDPOINTS = 1000;

  private final Endpoints endpoints;
  private final EndpointCodec codec;
  private final Callers callers;

  EndpointBatchResource(Endpoints endpoints, EndpointCodec codec, Callers callers) {
    this.endpoints = endpoints;
    this.codec = codec;
    this.callers = callers;
  }

  /** Registers or replaces endpoints by their keys, all or none. */
  @POST
  @RolesAllowed(Api.EDITOR)
  @Operation(
      operationId = "upsertEndpoints",
      summary = "Register or replace many endpoints by their keys",
      description = "All or none: if one is not valid, none is written.")
  @RequestBody(required = true, content = @Content(schema = @Schema(ref = "EndpointBatch")))
  @APIResponse(responseCode = "409", ref = "Conflict")
  @APIResponse(
      responseCode = "200",
      description = "What was done, or would be",
      content = @Content(schema = @Schema(ref = "EndpointBatchResult")))
  @Parameter(
      name = "dryRun",
      in = ParameterIn.QUERY,
      description = "Only tells what would be done",
      schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
  public JsonNode upsert(JsonNode body, @Context UriInfo uri) {
    boolean dryRun = Query.flag("dryRun", uri);
    Set<String> keys = new LinkedHashSet<>();
    body.path("endpoints").forEach(each -> keys.add(each.path("key").asText()));
    Mandate mandate = callers.doing("upsertEndpoints");
    Map<String, Written> written =
        endpoints.upsertAll(keys, current -> read(body, current, mandate.reach()), dryRun, mandate);
    return result(keys, written, dryRun);
  }

  private Map<String, EndpointSpec> read(
      JsonNode body, Map<String, Edit.Current> current, Reach reach) {
    Fields batch = Fields.of(body);
    if (!batch.has("endpoints")) {
      batch.refuse("endpoints", "Is required.");
    }
    List<Fields> entries = batch.objects("endpoints", MAX_ENDPOINTS);
    batch.refuseUnknown();
    Map<String, EndpointSpec> specs = new LinkedHashMap<>();
    for (Fields entry : entries) {
      String key = entry.requiredText("key", 63);
      Edit.Current stored = current.get(key);
      EndpointSpec spec = codec.read(entry, stored == null ? null : stored.specOrNull());
      if (!reach.covers(spec.labels())) {
        entry.refuse("labels", reach.demand());
      }
      if (specs.put(key, spec) != null) {
        entry.refuse("key", "Is given twice.");
      }
    }
    batch.throwIfInvalid();
    return specs;
  }

  private static ObjectNode result(Set<String> keys, Map<String, Written> written, boolean dryRun) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.put("dryRun", dryRun);
    for (Outcome outcome : Outcome.values()) {
      result.put(
          word(outcome), written.values().stream().filter(w -> w.outcome() == outcome).count());
    }
    ArrayNode items = result.putArray("items");
    for (String key : keys) {
      Written each = Objects.requireNonNull(written.get(key));
      boolean exists = each.endpoint().id() != 0;
      items
          .addObject()
          .put("key", key)
          .put("outcome", word(each.outcome()))
          .put("id", exists ? each.endpoint().publicId().toString() : null)
          .put("revision", exists ? each.endpoint().revision() : null);
    }
    return result;
  }

  private static String word(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }
}
