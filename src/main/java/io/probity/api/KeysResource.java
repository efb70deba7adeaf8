package io.probity.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.access.ApiKey;
import io.probity.access.ApiKeys;
import io.probity.access.ApiKeys.Revocation;
import io.probity.access.Callers;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Keys to this API. A key that is restricted to labels manages those of no further reach. */
@Path(Api.BASE + "/keys")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Access")
@RolesAllowed(Api.ADMIN)
public final class KeysResource {
  private final ApiKeys keys;
  private final Callers callers;
  private final InstantSource clock;

  KeysResource(ApiKeys keys, Callers callers, InstantSource clock) {
    this.keys = keys;
    this.callers = callers;
    this.clock = clock;
  }

  /** All keys that were not revoked, oldest first. */
  @GET
  @Operation(operationId = "listKeys", summary = "List keys")
  @APIResponse(
      responseCode = "200",
      description = "One page, oldest first; expired keys are among them, revoked ones are not",
      content = @Content(schema = @Schema(ref = "KeyPage")))
  public Response list(@Context UriInfo uri) {
    Paging paging = Paging.of(uri);
    List<ApiKey> rows = keys.page(callers.reach(), Positions.id(paging), paging.rows());
    List<ApiKey> kept = paging.kept(rows);
    return paging.page(
        kept.stream().map(KeyJson::show).toList(),
        paging.hasNext(rows) ? kept.get(kept.size() - 1).id().toString() : null);
  }

  /** Makes a key; the answer shows its text, this once. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "createKey", summary = "Create a key")
  @RequestBody(required = true, content = @Content(schema = @Schema(ref = "KeyConfig")))
  @APIResponse(
      responseCode = "201",
      description = "Created; the key is shown this once",
      content = @Content(schema = @Schema(ref = "KeyCreated")))
  public Response create(JsonNode body, @Context UriInfo uri) {
    KeyJson.Config config = KeyJson.read(body, callers.key(), clock.instant());
    ApiKeys.Created created =
        keys.create(
            config.name(),
            config.role(),
            config.labels(),
            config.expiresAt(),
            callers.doing("createKey"));
    ObjectNode shown = KeyJson.show(created.key());
    shown.put("key", created.text());
    return Response.created(
            uri.getAbsolutePathBuilder().path(created.key().id().toString()).build())
        .tag(IfMatch.tag(created.key().revision()))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .entity(shown)
        .build();
  }

  /** One key. */
  @GET
  @Path("/{id}")
  @Operation(operationId = "getKey", summary = "Read a key")
  @APIResponse(
      responseCode = "200",
      description = "What is known of the key; its text is not",
      content = @Content(schema = @Schema(ref = "Key")))
  public Response read(@PathParam("id") String id) {
    return answer(keys.find(PathIds.uuid(id), callers.reach()).orElseThrow(NotFoundException::new));
  }

  /** Changes name, labels or expiry by a merge patch. */
  @PATCH
  @Path("/{id}")
  @Consumes({Documents.MERGE_PATCH, MediaType.APPLICATION_JSON})
  @Operation(
      operationId = "patchKey",
      summary = "Change name, labels or expiry of a key",
      description = "JSON Merge Patch (RFC 7396): null for `expiresAt` means never.")
  @RequestBody(required = true, content = @Content(schema = @Schema(ref = "KeyPatch")))
  @APIResponse(
      responseCode = "200",
      description = "The key as it is now",
      content = @Content(schema = @Schema(ref = "Key")))
  @APIResponse(responseCode = "409", ref = "LastAdmin")
  public Response patch(@PathParam("id") String id, JsonNode body, @Context HttpHeaders headers) {
    IfMatch condition = IfMatch.of(headers);
    ApiKey caller = callers.key();
    return answer(
        keys.update(
                PathIds.uuid(id),
                stored -> {
                  condition.check(stored.revision());
                  return KeyJson.patch(body, stored, caller, clock.instant());
                },
                callers.doing("patchKey"))
            .orElseThrow(NotFoundException::new));
  }

  /** Revokes a key, with its sessions. */
  @DELETE
  @Path("/{id}")
  @Operation(
      operationId = "revokeKey",
      summary = "Revoke a key",
      description = "It opens nothing any more within two seconds, nor do sessions begun with it.")
  @APIResponse(responseCode = "204", description = "Revoked")
  @APIResponse(responseCode = "409", ref = "LastAdmin")
  public Response revoke(@PathParam("id") String id, @Context HttpHeaders headers) {
    IfMatch condition = IfMatch.of(headers);
    Revocation done =
        keys.revoke(
            PathIds.uuid(id),
            stored -> condition.check(stored.revision()),
            callers.doing("revokeKey"));
    return switch (done) {
      case REVOKED -> Response.noContent().build();
      case UNKNOWN -> throw new NotFoundException();
      case LAST_ADMIN ->
          throw new Conflict(
              "last-admin",
              "This is the last key of role admin that reaches everything and never expires.");
    };
  }

  private static Response answer(ApiKey key) {
    return Response.ok(KeyJson.show(key)).tag(IfMatch.tag(key.revision())).build();
  }
}
