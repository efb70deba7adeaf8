package io.probity.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.access.Callers;
import io.probity.access.Role;
import io.probity.probe.ProbeJson;
import io.probity.status.StatusPage;
import io.probity.status.StatusPageCodec;
import io.probity.status.StatusPageSpec;
import io.probity.status.StatusPageStore;
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

/** Status pages: what the public, or whoever has a key, sees of some endpoints. */
@Path(Api.BASE + "/status-pages")
@Produces({MediaType.APPLICATION_JSON, Documents.YAML})
@Tag(name = "Status pages")
@RolesAllowed(Role.EDITOR_NAME)
public final class StatusPagesResource {
  private final StatusPageStore pages;
  private final InstantSource clock;
  private final Callers callers;

  StatusPagesResource(StatusPageStore pages, InstantSource clock, Callers callers) {
    this.pages = pages;
    this.clock = clock;
    this.callers = callers;
  }

  /** All pages, oldest first. */
  @GET
  @RolesAllowed(Role.VIEWER_NAME)
  @Operation(operationId = "listStatusPages", summary = "List status pages")
  @APIResponse(
      responseCode = "200",
      description = "One page, oldest first",
      content = @Content(schema = @Schema(ref = "StatusPagePage")))
  public Response list(@Context UriInfo uri) {
    Paging paging = Paging.of(uri);
    List<StatusPage> rows = pages.page(callers.reach(), Positions.number(paging, 0), paging.rows());
    List<StatusPage> kept = paging.kept(rows);
    return paging.page(
        kept.stream().map(StatusPagesResource::show).toList(),
        paging.hasNext(rows) ? Long.toString(kept.get(kept.size() - 1).id()) : null);
  }

  /** Makes a page. */
  @POST
  @Consumes({MediaType.APPLICATION_JSON, Documents.YAML})
  @Operation(operationId = "createStatusPage", summary = "Create a status page")
  @RequestBody(required = true, content = @Content(schema = @Schema(ref = "StatusPageConfig")))
  @APIResponse(responseCode = "409", ref = "SlugTaken")
  @APIResponse(
      responseCode = "201",
      description = "Created; it is at `/status/{slug}`",
      content = @Content(schema = @Schema(ref = "StatusPage")))
  public Response create(JsonNode body, @Context UriInfo uri) {
    StatusPage created =
        pages.create(
            StatusPageCodec.read(body), clock.instant(), callers.doing("createStatusPage"));
    return Response.created(
            uri.getAbsolutePathBuilder().path(created.publicId().toString()).build())
        .tag(IfMatch.tag(created.revision()))
        .entity(show(created))
        .build();
  }

  /** One page. */
  @GET
  @Path("/{id}")
  @RolesAllowed(Role.VIEWER_NAME)
  @Operation(operationId = "getStatusPage", summary = "Read a status page")
  @APIResponse(
      responseCode = "200",
      description = "The page",
      content = @Content(schema = @Schema(ref = "StatusPage")))
  public Response read(@PathParam("id") String id) {
    return answer(find(id));
  }

  /** Replaces the definition of a page. */
  @PUT
  @Path("/{id}")
  @Consumes({MediaType.APPLICATION_JSON, Documents.YAML})
  @Operation(operationId = "replaceStatusPage", summary = "Replace a status page")
  @RequestBody(required = true, content = @Content(schema = @Schema(ref = "StatusPageConfig")))
  @APIResponse(responseCode = "409", ref = "SlugTaken")
  @APIResponse(
      responseCode = "200",
      description = "The page as it is now",
      content = @Content(schema = @Schema(ref = "StatusPage")))
  public Response replace(@PathParam("id") String id, JsonNode body, @Context HttpHeaders headers) {
    return change("replaceStatusPage", id, headers, stored -> StatusPageCodec.read(body));
  }

  /** Changes a page by a merge patch. */
  @PATCH
  @Path("/{id}")
  @Consumes({Documents.MERGE_PATCH, MediaType.APPLICATION_JSON, Documents.YAML})
  @Operation(
      operationId = "patchStatusPage",
      summary = "Change a status page",
      description = "JSON Merge Patch (RFC 7396): null removes a field.")
  @RequestBody(required = true, content = @Content(schema = @Schema(ref = "StatusPagePatch")))
  @APIResponse(responseCode = "409", ref = "SlugTaken")
  @APIResponse(
      responseCode = "200",
      description = "The page as it is now",
      content = @Content(schema = @Schema(ref = "StatusPage")))
  public Response patch(@PathParam("id") String id, JsonNode body, @Context HttpHeaders headers) {
    return change("patchStatusPage", id, headers, stored -> StatusPageCodec.patch(body, stored));
  }

  /** Deletes a page. */
  @DELETE
  @Path("/{id}")
  @Operation(operationId = "deleteStatusPage", summary = "Delete a status page")
  @APIResponse(responseCode = "204", description = "Deleted")
  public Response delete(@PathParam("id") String id, @Context HttpHeaders headers) {
    IfMatch condition = IfMatch.of(headers);
    while (true) {
      StatusPage read = find(id);
      condition.check(read.revision());
      if (pages.delete(read, callers.doing("deleteStatusPage"))) {
        return Response.noContent().build();
      }
    }
  }

  /** Changes what is stored now; if somebody else was faster, what they made of it. */
  private Response change(
      String operation, String id, HttpHeaders headers, UnaryOperator<StatusPageSpec> change) {
    IfMatch condition = IfMatch.of(headers);
    while (true) {
      StatusPage read = find(id);
      condition.check(read.revision());
      var changed =
          pages.replace(read, change.apply(read.spec()), clock.instant(), callers.doing(operation));
      if (changed.isPresent()) {
        return answer(changed.get());
      }
    }
  }

  private StatusPage find(String id) {
    return pages.find(PathIds.uuid(id), callers.reach()).orElseThrow(NotFoundException::new);
  }

  private static Response answer(StatusPage page) {
    return Response.ok(show(page)).tag(IfMatch.tag(page.revision())).build();
  }

  private static ObjectNode show(StatusPage page) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", page.publicId().toString());
    node.setAll(StatusPageCodec.show(page.spec()));
    node.put("createdAt", ProbeJson.instant(page.createdAt()));
    node.put("updatedAt", ProbeJson.instant(page.updatedAt()));
    node.put("revision", page.revision());
    return node;
  }
}
