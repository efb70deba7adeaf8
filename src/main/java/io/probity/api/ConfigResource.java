package io.probity.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.probity.access.Callers;
import io.probity.access.Role;
import io.probity.config.ConfigExport;
import io.probity.config.Configuration;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The configuration as one document. */
@Path(Api.BASE + "/config")
@Tag(name = "Configuration")
@Produces({Documents.YAML, MediaType.APPLICATION_JSON})
public final class ConfigResource {
  private final Configuration configuration;
  private final ConfigExport export;
  private final Callers callers;

  ConfigResource(Configuration configuration, ConfigExport export, Callers callers) {
    this.configuration = configuration;
    this.export = export;
    this.callers = callers;
  }

  /** What is there, as a document. */
  @GET
  @RolesAllowed(Role.EDITOR_NAME)
  @Operation(
      operationId = "getConfig",
      summary = "Export the configuration",
      description = "Secrets are `***`, which keeps them when the document is put back.")
  @Parameter(
      name = "managedBy",
      in = ParameterIn.QUERY,
      description = "Only what this owner has, ready to be put back; by default everything",
      schema = @Schema(type = SchemaType.STRING, maxLength = 64))
  @APIResponse(
      responseCode = "200",
      description = "The document",
      content = @Content(schema = @Schema(ref = "ConfigDocument")))
  public JsonNode read(@QueryParam("managedBy") @Nullable String owner) {
    return export.write(owner == null || owner.isEmpty() ? null : owner, callers.reach());
  }

  /** Makes what its owner has what the document says. */
  @PUT
  @RolesAllowed(Role.ADMIN_NAME)
  @Consumes({Documents.YAML, MediaType.APPLICATION_JSON})
  @Produces({MediaType.APPLICATION_JSON, Documents.YAML})
  @Operation(
      operationId = "applyConfig",
      summary = "Apply a configuration document",
      description =
          "Declarative, all or none: what the document's owner (`managedBy`) has and the document"
              + " does not list is deleted; what others made stays. A section that is left out"
              + " stays as it is.")
  @Parameter(
      name = "dryRun",
      in = ParameterIn.QUERY,
      description = "Only tells what would be done",
      schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
  @RequestBody(required = true, content = @Content(schema = @Schema(ref = "ConfigDocument")))
  @APIResponse(responseCode = "409", ref = "OwnedByOthers")
  @APIResponse(
      responseCode = "200",
      description = "What was done, or would be",
      content = @Content(schema = @Schema(ref = "ConfigPlan")))
  public JsonNode apply(JsonNode body, @Context UriInfo uri) {
    boolean dryRun = Query.flag("dryRun", uri);
    return ConfigJson.plan(
        configuration.applySent(body, dryRun, callers.doing("applyConfig")), dryRun);
  }
}
