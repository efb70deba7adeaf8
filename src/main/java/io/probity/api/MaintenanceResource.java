package io.probity.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.access.Callers;
import io.probity.access.Role;
import io.probity.health.Maintenance;
import io.probity.health.MaintenanceCodec;
import io.probity.health.MaintenanceSpec;
import io.probity.health.MaintenanceStore;
import io.probity.probe.ProbeJson;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Maintenance windows: probing goes on, alerts wait. */
@Path(Api.BASE + "/maintenance")
@Produces({MediaType.APPLICATION_JSON, Documents.YAML})
@Tag(name = "Maintenance")
@RolesAllowed(Role.EDITOR_NAME)
public final class MaintenanceResource {
  private final MaintenanceStore windows;
  private final InstantSource clock;
  private final Callers callers;

  MaintenanceResource(MaintenanceStore windows, InstantSource clock, Callers callers) {
    this.windows = windows;
    this.clock = clock;
    this.callers = callers;
  }

  /** All windows, oldest first. */
  @GET
  @RolesAllowed(Role.VIEWER_NAME)
  @Operation(operationId = "listMaintenance", summary = "List maintenance windows")
  @APIResponse(
      responseCode = "200",
      description = "One page, oldest first",
      content = @Content(schema = @Schema(ref = "MaintenancePage")))
  public Response list(@Context UriInfo uri) {
    Paging paging = Paging.of(uri);
    List<Maintenance> rows =
        windows.page(callers.reach(), Positions.number(paging, 0), paging.rows());
    List<Maintenance> kept = paging.kept(rows);
    return paging.page(
        kept.stream().map(MaintenanceResource::show).toList(),
        paging.hasNext(rows) ? Long.toString(kept.get(kept.size() - 1).id()) : null);
  }

  /** Makes a window. */
  @POST
  @Consumes({MediaType.APPLICATION_JSON, Documents.YAML})
  @Operation(operationId = "createMaintenance", summary = "Create a maintenance window")
  @RequestBody(required = true, content = @Content(schema = @Schema(ref = "MaintenanceConfig")))
  @APIResponse(
      responseCode = "201",
      description = "Created; it takes effect within a second",
      content = @Content(schema = @Schema(ref = "Maintenance")))
  public Response create(JsonNode body, @Context UriInfo uri) {
    Maintenance created =
        windows.create(
            MaintenanceCodec.read(body), clock.instant(), callers.doing("createMaintenance"));
    return Response.created(
            uri.getAbsolutePathBuilder().path(created.publicId().toString()).build())
        .tag(IfMatch.tag(created.revision()))
        .entity(show(created))
        .build();
  }

  /** One window. */
  @GET
  @Path("/{id}")
  @RolesAllowed(Role.VIEWER_NAME)
  @Operation(operationId = "getMaintenance", summary = "Read a maintenance window")
  @APIResponse(
      responseCode = "200",
      description = "The window",
      content = @Content(schema = @Schema(ref = "Maintenance")))
  public Response read(@PathParam("id") String id) {
    return answer(find(id));
  }

  /** Replaces the definition of a window. */
  @PUT
  @Path("/{id}")
  @Consumes({MediaType.APPLICATION_JSON, Documents.YAML})
  @Operation(operationId = "replaceMaintenance", summary = "Replace a maintenance window")
  @RequestBody(required = true, content = @Content(schema = @Schema(ref = "MaintenanceConfig")))
  @APIResponse(
      responseCode = "200",
      description = "The window as it is now",
      content = @Content(schema = @Schema(ref = "Maintenance")))
  public Response replace(@PathParam("id") String id, JsonNode body, @Context HttpHeaders headers) {
    return change("replaceMaintenance", id, headers, stored -> MaintenanceCodec.read(body));
  }

  /** Changes a window by a merge patch. */
  @PATCH
  @Path("/{id}")
  @Consumes({Documents.MERGE_PATCH, MediaType.APPLICATION_JSON, Documents.YAML})
  @Operation(
      operationId = "patchMaintenance",
      summary = "Change a maintenance window",
      description = "JSON Merge Patch (RFC 7396): null removes a field.")
  @RequestBody(required = true, content = @Content(schema = @Schema(ref = "MaintenancePatch")))
  @APIResponse(
      responseCode = "200",
      description = "The window as it is now",
      content = @Content(schema = @Schema(ref = "Maintenance")))
  public Response patch(@PathParam("id") String id, JsonNode body, @Context HttpHeaders headers) {
    return change("patchMaintenance", id, headers, stored -> MaintenanceCodec.patch(body, stored));
  }

  /** Deletes a window; one that is open ends with it. */
  @DELETE
  @Path("/{id}")
  @Operation(
      operationId = "deleteMaintenance",
      summary = "Delete a maintenance window",
      description = "If it is open, it ends now.")
  @APIResponse(responseCode = "204", description = "Deleted")
  public Response delete(@PathParam("id") String id, @Context HttpHeaders headers) {
    IfMatch condition = IfMatch.of(headers);
    while (true) {
      Maintenance read = find(id);
      condition.check(read.revision());
      if (windows.delete(read, callers.doing("deleteMaintenance"))) {
        return Response.noContent().build();
      }
    }
  }

  /** Changes what is stored now; if somebody else was faster, what they made of it. */
  private Response change(
      String operation, String id, HttpHeaders headers, UnaryOperator<MaintenanceSpec> change) {
    IfMatch condition = IfMatch.of(headers);
    while (true) {
      Maintenance read = find(id);
      condition.check(read.revision());
      var changed =
          windows.replace(
              read, change.apply(read.spec()), clock.instant(), callers.doing(operation));
      if (changed.isPresent()) {
        return answer(changed.get());
      }
    }
  }

  private Maintenance find(String id) {
    return windows.find(PathIds.uuid(id), callers.reach()).orElseThrow(NotFoundException::new);
  }

  private static Response answer(Maintenance window) {
    return Response.ok(show(window)).tag(IfMatch.tag(window.revision())).build();
  }

  private static ObjectNode show(Maintenance window) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", window.publicId().toString());
    node.setAll(MaintenanceCodec.show(window.spec()));
    node.put("createdAt", ProbeJson.instant(window.createdAt()));
    node.put("updatedAt", ProbeJson.instant(window.updatedAt()));
    node.put("revision", window.revision());
    return node;
  }
}
