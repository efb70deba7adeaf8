package io.probity.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.access.Callers;
import io.probity.endpoint.Edit;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointCodec;
import io.probity.endpoint.EndpointQuery;
import io.probity.endpoint.EndpointSpec;
import io.probity.endpoint.Endpoints;
import io.probity.endpoint.InvalidInput;
import io.probity.endpoint.InvalidInput.FieldError;
import io.probity.endpoint.Written;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Registering, editing and looking up endpoints. */
@Path(Api.BASE + "/endpoints")
@Tag(name = "Endpoints")
@Produces({MediaType.APPLICATION_JSON, Documents.YAML})
@Consumes({MediaType.APPLICATION_JSON, Documents.YAML})
public final class EndpointsResource {
  private final Endpoints endpoints;
  private final EndpointCodec codec;
  private final EndpointViews views;
  private final Callers callers;

  EndpointsResource(
      Endpoints endpoints, EndpointCodec codec, EndpointViews views, Callers callers) {
    this.endpoints = endpoints;
    this.codec = codec;
    this.views = views;
    this.callers = callers;
  }

  /** Lists endpoints in the order they were registered. */
  @GET
  @RolesAllowed(Api.VIEWER)
  @Operation(operationId = "listEndpoints", summary = "List endpoints")
  @APIResponse(
      responseCode = "200",
      description = "One page",
      content = @Content(schema = @Schema(ref = "EndpointPage")))
  public Response list(
      @Parameter(description = "A label `name:value` that must be there; repeatable")
          @QueryParam("label")
          List<String> labels,
      @Parameter(
              description =
                  "Any of up, degraded, down, unknown, paused, maintenance; repeatable, or with commas")
          @QueryParam("state")
          List<String> states,
      @Parameter(description = "Text in name, URL (without its query) or key, whatever the case")
          @QueryParam("q")
          @Nullable String text,
      @Context UriInfo uri) {
    Query query = new Query();
    EndpointQuery filter = EndpointFilter.of(labels, states, text, query);
    Paging paging = Paging.of(uri, query);
    List<Endpoint> rows =
        endpoints.list(filter, callers.reach(), position(paging.after()), paging.rows());
    List<Endpoint> kept = paging.kept(rows);
    String last = paging.hasNext(rows) ? Long.toString(kept.get(kept.size() - 1).id()) : null;
    return paging.page(views.show(kept), last);
  }

  private static long position(@Nullable String after) {
    try {
      return after == null ? 0 : Long.parseLong(after);
    } catch (NumberFormatException e) {
      throw Cursor.invalid();
    }
  }

  /** Registers an endpoint. */
  @POST
  @RolesAllowed(Api.EDITOR)
  @Operation(operationId = "createEndpoint", summary = "Register an endpoint")
  @RequestBody(required = true, content = @Content(schema = @Schema(ref = "EndpointConfig")))
  @APIResponse(responseCode = "409", ref = "Conflict")
  @APIResponse(
      responseCode = "201",
      description = "Registered; its first check follows within a second",
      content = @Content(schema = @Schema(ref = "Endpoint")))
  public Response create(JsonNode body, @Context UriInfo uri) {
    return created(endpoints.create(codec.read(body, null), callers.doing("createEndpoint")), uri);
  }

  /** One endpoint. */
  @GET
  @Path("/{id}")
  @RolesAllowed(Api.VIEWER)
  @Operation(operationId = "getEndpoint", summary = "Look up an endpoint")
  @APIResponse(
      responseCode = "200",
      description = "The endpoint",
      content = @Content(schema = @Schema(ref = "Endpoint")))
  public Response get(@PathParam("id") String id) {
    return ok(
        endpoints.find(PathIds.uuid(id), callers.reach()).orElseThrow(NotFoundException::new));
  }

  /** Replaces the configuration. */
  @PUT
  @Path("/{id}")
  @RolesAllowed(Api.EDITOR)
  @Operation(operationId = "replaceEndpoint", summary = "Replace an endpoint's configuration")
  @RequestBody(required = true, content = @Content(schema = @Schema(ref = "EndpointConfig")))
  @APIResponse(responseCode = "409", ref = "Conflict")
  @APIResponse(
      responseCode = "200",
      description = "The endpoint as it is now",
      content = @Content(schema = @Schema(ref = "Endpoint")))
  public Response replace(@PathParam("id") String id, JsonNode body, @Context HttpHeaders headers) {
    return edit("replaceEndpoint", id, headers, current -> codec.read(body, current.specOrNull()));
  }

  /** Changes parts of the configuration. */
  @PATCH
  @Path("/{id}")
  @RolesAllowed(Api.EDITOR)
  @Consumes({Documents.MERGE_PATCH, MediaType.APPLICATION_JSON, Documents.YAML})
  @Operation(
      operationId = "patchEndpoint",
      summary = "Change parts of an endpoint's configuration",
      description =
          "JSON Merge Patch (RFC 7396): null gives a field its default, except `thresholds.confirm`, where null means that no confirming checks are made. Defaults that depend on another field, such as timeouts on the interval, follow it.")
  @RequestBody(required = true, content = @Content(schema = @Schema(ref = "EndpointPatch")))
  @APIResponse(responseCode = "409", ref = "Conflict")
  @APIResponse(
      responseCode = "200",
      description = "The endpoint as it is now",
      content = @Content(schema = @Schema(ref = "Endpoint")))
  public Response patch(@PathParam("id") String id, JsonNode body, @Context HttpHeaders headers) {
    return edit("patchEndpoint", id, headers, current -> codec.patch(body, current.spec()));
  }

  /** Deletes an endpoint. */
  @DELETE
  @Path("/{id}")
  @RolesAllowed(Api.EDITOR)
  @Operation(
      operationId = "deleteEndpoint",
      summary = "Delete an endpoint",
      description = "Its history stays until retention; its key is free again.")
  @APIResponse(responseCode = "204", description = "Deleted")
  public Response delete(@PathParam("id") String id, @Context HttpHeaders headers) {
    IfMatch condition = IfMatch.of(headers);
    if (!endpoints.delete(PathIds.uuid(id), condition::check, callers.doing("deleteEndpoint"))) {
      throw new NotFoundException();
    }
    return Response.noContent().build();
  }

  /** Stops checking. */
  @POST
  @Path("/{id}/pause")
  @RolesAllowed(Api.EDITOR)
  @Consumes(MediaType.WILDCARD)
  @Operation(operationId = "pauseEndpoint", summary = "Stop checking an endpoint")
  @APIResponse(
      responseCode = "200",
      description = "The endpoint as it is now",
      content = @Content(schema = @Schema(ref = "Endpoint")))
  public Response pause(@PathParam("id") String id, @Context HttpHeaders headers) {
    return edit("pauseEndpoint", id, headers, current -> current.spec().withPaused(true));
  }

  /** Goes on checking. */
  @POST
  @Path("/{id}/resume")
  @RolesAllowed(Api.EDITOR)
  @Consumes(MediaType.WILDCARD)
  @Operation(operationId = "resumeEndpoint", summary = "Go on checking an endpoint")
  @APIResponse(
      responseCode = "200",
      description = "The endpoint as it is now",
      content = @Content(schema = @Schema(ref = "Endpoint")))
  public Response resume(@PathParam("id") String id, @Context HttpHeaders headers) {
    return edit("resumeEndpoint", id, headers, current -> current.spec().withPaused(false));
  }

  /** Registers or replaces by key. */
  @PUT
  @Path("/by-key/{key}")
  @RolesAllowed(Api.EDITOR)
  @Operation(
      operationId = "upsertEndpoint",
      summary = "Register or replace an endpoint by its key",
      description = "Idempotent. `If-None-Match: *` only registers, `If-Match: *` only replaces.")
  @RequestBody(required = true, content = @Content(schema = @Schema(ref = "EndpointConfig")))
  @APIResponse(responseCode = "409", ref = "Conflict")
  @APIResponse(
      responseCode = "200",
      description = "Replaced, or was like that before",
      content = @Content(schema = @Schema(ref = "Endpoint")))
  @APIResponse(
      responseCode = "201",
      description = "Registered",
      content = @Content(schema = @Schema(ref = "Endpoint")))
  public Response upsert(
      @PathParam("key") String key,
      JsonNode body,
      @Context HttpHeaders headers,
      @Context UriInfo uri) {
    IfMatch condition = IfMatch.of(headers);
    JsonNode keyed = withKey(body, key);
    Written written =
        endpoints.upsert(
            key,
            current -> {
              condition.check(current == null ? null : current.revision());
              return codec.read(keyed, current == null ? null : current.specOrNull());
            },
            callers.doing("upsertEndpoint"));
    return written.outcome() == Written.Outcome.CREATED
        ? created(written.endpoint(), uri)
        : ok(written.endpoint());
  }

  private static JsonNode withKey(JsonNode body, String key) {
    if (!(body instanceof ObjectNode object)) {
      return body;
    }
    if (object.hasNonNull("key") && !object.get("key").asText().equals(key)) {
      throw new InvalidInput(
          List.of(new FieldError("/key", "Must be absent or the key of the path.")));
    }
    return object.deepCopy().put("key", key);
  }

  private Response edit(String operation, String id, HttpHeaders headers, CurrentEdit edit) {
    IfMatch condition = IfMatch.of(headers);
    return endpoints
        .update(
            PathIds.uuid(id),
            current -> {
              if (current == null) {
                throw new NotFoundException();
              }
              condition.check(current.revision());
              return edit.apply(current);
            },
            callers.doing(operation))
        .map(written -> ok(written.endpoint()))
        .orElseThrow(NotFoundException::new);
  }

  private interface CurrentEdit {
    EndpointSpec apply(Edit.Current current);
  }

  private Response created(Endpoint endpoint, UriInfo uri) {
    URI location =
        uri.getBaseUriBuilder().path(Api.BASE + "/endpoints/" + endpoint.publicId()).build();
    return Response.created(location)
        .tag(IfMatch.tag(endpoint.revision()))
        .entity(views.show(endpoint))
        .build();
  }

  private Response ok(Endpoint endpoint) {
    return Response.ok(views.show(endpoint)).tag(IfMatch.tag(endpoint.revision())).build();
  }
}
