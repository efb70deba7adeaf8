package io.probity.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.access.BodyLimit;
import io.probity.access.Callers;
import io.probity.access.Role;
import io.probity.config.Additions;
import io.probity.convert.Conversion;
import io.probity.convert.Conversion.Kind;
import io.probity.convert.GatusConversion;
import io.probity.convert.KumaConversion;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.Locale;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Takes over what other monitors watch. */
@Path(Api.BASE + "/import")
@Tag(name = "Configuration")
@Produces({MediaType.APPLICATION_JSON, Documents.YAML})
@RolesAllowed(Role.EDITOR_NAME)
public final class ImportResource {
  private final Additions additions;
  private final Callers callers;

  ImportResource(Additions additions, Callers callers) {
    this.additions = additions;
    this.callers = callers;
  }

  /** Adds the endpoints of a Gatus configuration. */
  @POST
  @Path("/gatus")
  @Consumes({Documents.YAML, MediaType.APPLICATION_JSON})
  @Operation(
      operationId = "importGatus",
      summary = "Import a configuration of Gatus",
      description =
          "Adds what is new by its key, which is made of group and name; what is there stays as it"
              + " is. Anchors and merge keys are understood.")
  @Parameter(
      name = "dryRun",
      in = ParameterIn.QUERY,
      description = "Only tells what would be done",
      schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
  @RequestBody(required = true, content = @Content(schema = @Schema(type = SchemaType.OBJECT)))
  @APIResponse(
      responseCode = "200",
      description = "What was added, or would be, and what was lost",
      content = @Content(schema = @Schema(ref = "ImportResult")))
  public JsonNode gatus(byte[] body, @Context UriInfo uri) {
    if (body.length > BodyLimit.MAX_BYTES) {
      throw new WebApplicationException(413);
    }
    return add("importGatus", () -> GatusConversion.read(body), uri);
  }

  /** Adds the HTTP monitors of a backup of Uptime Kuma. */
  @POST
  @Path("/uptime-kuma")
  @Consumes({MediaType.APPLICATION_JSON, Documents.YAML})
  @Operation(
      operationId = "importUptimeKuma",
      summary = "Import a JSON backup of Uptime Kuma",
      description =
          "Adds what is new by its key, which is made of the name; what is there stays as it is.")
  @Parameter(
      name = "dryRun",
      in = ParameterIn.QUERY,
      description = "Only tells what would be done",
      schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
  @RequestBody(required = true, content = @Content(schema = @Schema(type = SchemaType.OBJECT)))
  @APIResponse(
      responseCode = "200",
      description = "What was added, or would be, and what was lost",
      content = @Content(schema = @Schema(ref = "ImportResult")))
  public JsonNode uptimeKuma(JsonNode body, @Context UriInfo uri) {
    return add("importUptimeKuma", () -> KumaConversion.read(body), uri);
  }

  private JsonNode add(String operation, Supplier<Conversion> conversion, UriInfo uri) {
    boolean dryRun = Query.flag("dryRun", uri);
    Conversion converted;
    try {
      converted = conversion.get();
    } catch (IllegalArgumentException e) {
      throw new Unparseable(String.valueOf(e.getMessage()));
    }
    return result(
        converted, additions.add(converted.endpoints(), dryRun, callers.doing(operation)), dryRun);
  }

  private static ObjectNode result(Conversion converted, Additions.Result added, boolean dryRun) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set("plan", ConfigJson.plan(added.plan(), dryRun));
    ArrayNode notes = node.putArray("notes");
    converted.notes().forEach(each -> note(notes, each.source(), each.kind(), each.detail()));
    added
        .refused()
        .forEach(
            (key, errors) ->
                errors.forEach(
                    each -> note(notes, key, Kind.SKIPPED, each.pointer() + ": " + each.detail())));
    return node;
  }

  private static void note(ArrayNode notes, String source, Kind kind, String detail) {
    notes
        .addObject()
        .put("source", source)
        .put("kind", kind.name().toLowerCase(Locale.ROOT))
        .put("detail", detail);
  }
}
