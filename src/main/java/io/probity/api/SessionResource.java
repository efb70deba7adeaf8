package io.probity.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.access.ApiKey;
import io.probity.access.Callers;
import io.probity.access.Session;
import io.probity.access.SessionCookie;
import io.probity.access.Sessions;
import io.probity.endpoint.Fields;
import io.probity.probe.ProbeJson;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Browsers exchange a key for a cookie that no script can read. */
@Path(Api.BASE + "/session")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Access")
public final class SessionResource {
  private static final int MAX_KEY = 500;

  private final Sessions sessions;
  private final Callers callers;

  SessionResource(Sessions sessions, Callers callers) {
    this.sessions = sessions;
    this.callers = callers;
  }

  /** Logs in. */
  @POST
  @PermitAll
  @SecurityRequirements
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "beginSession",
      summary = "Log in with a key",
      description =
          "Sets the cookie `probity_session` for 12 hours. With it whatever changes something must come from a page of the same origin (`Sec-Fetch-Site` or `Origin`), or bring the header `X-Requested-With`. After 10 failures within a minute an address has to wait.")
  @RequestBody(required = true, content = @Content(schema = @Schema(ref = "LogIn")))
  @APIResponse(responseCode = "204", description = "Logged in; the cookie is set")
  @APIResponse(responseCode = "429", ref = "TooManyLogIns")
  public Response begin(JsonNode body, @Context UriInfo uri) {
    Fields fields = Fields.of(body);
    String key = fields.requiredText("key", MAX_KEY);
    fields.refuseUnknown();
    fields.throwIfInvalid();
    Duration wait = callers.beginLogIn();
    if (!wait.isZero()) {
      throw new TooManyLogIns(wait);
    }
    Optional<Sessions.Begun> begun =
        sessions.begin(key, opened -> callers.trail(opened, "beginSession"));
    if (begun.isEmpty()) {
      callers.notLoggedIn();
      return Problem.of(
              401, "Unauthorized", "The key is unknown, revoked or expired.", Problem.instance(uri))
          .builder()
          .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"probity\"")
          .build();
    }
    callers.loggedIn();
    return Response.noContent().cookie(SessionCookie.begin(begun.get().token(), uri)).build();
  }

  /** Who is logged in. */
  @GET
  @RolesAllowed(Api.VIEWER)
  @Operation(
      operationId = "getSession",
      summary = "Tell who is logged in",
      description = "Answers a key that comes without a session as well.")
  @APIResponse(
      responseCode = "200",
      description = "What the session, or the key, may do",
      content = @Content(schema = @Schema(ref = "Session")))
  public ObjectNode read() {
    ApiKey key = callers.key();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", key.name());
    node.put("role", key.role().wireName());
    ObjectNode labels = node.putObject("labels");
    key.labels().forEach(labels::put);
    Instant end = end(key, callers.session().orElse(null));
    node.put("expiresAt", end == null ? null : ProbeJson.instant(end));
    return node;
  }

  private static @Nullable Instant end(ApiKey key, @Nullable Session session) {
    if (session == null) {
      return key.expiresAt();
    }
    return key.expiresAt() != null && key.expiresAt().isBefore(session.expiresAt())
        ? key.expiresAt()
        : session.expiresAt();
  }

  /** Logs out. */
  @DELETE
  @RolesAllowed(Api.VIEWER)
  @Operation(operationId = "endSession", summary = "Log out")
  @APIResponse(responseCode = "204", description = "Logged out; the cookie is removed")
  public Response end(@Context UriInfo uri) {
    callers
        .session()
        .ifPresent(
            session ->
                sessions.end(session, callers.key().labels(), callers.doing("endSession").trail()));
    return Response.noContent().cookie(SessionCookie.end(uri)).build();
  }
}
