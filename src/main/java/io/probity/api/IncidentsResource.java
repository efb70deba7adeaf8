package io.probity.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.access.Callers;
import io.probity.access.Role;
import io.probity.endpoint.Fields;
import io.probity.health.Incident;
import io.probity.health.IncidentStore;
import io.probity.probe.ProbeJson;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Times during which endpoints were down. */
@Path(Api.BASE + "/incidents")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Incidents")
@RolesAllowed(Role.VIEWER_NAME)
public final class IncidentsResource {
  private static final int MAX_INSTANT = 64;
  private static final Duration LONGEST_MUTE = Duration.ofDays(366);

  private final IncidentStore incidents;
  private final IncidentViews views;
  private final InstantSource clock;
  private final Callers callers;

  IncidentsResource(
      IncidentStore incidents, IncidentViews views, InstantSource clock, Callers callers) {
    this.incidents = incidents;
    this.views = views;
    this.clock = clock;
    this.callers = callers;
  }

  /** Newest first. */
  @GET
  @Operation(operationId = "listIncidents", summary = "List incidents")
  @APIResponse(
      responseCode = "200",
      description = "One page, newest first",
      content = @Content(schema = @Schema(ref = "IncidentPage")))
  public Response list(
      @QueryParam("state") @Nullable String state,
      @QueryParam("endpoint") @Nullable String endpoint,
      @Context UriInfo uri) {
    Query query = new Query();
    Boolean open = query.named("state", state, IncidentsResource::open, "open or closed");
    UUID of = query.named("endpoint", endpoint, IncidentsResource::id, "the id of an endpoint");
    query.check();
    Paging paging = Paging.of(uri);
    List<Incident> rows = incidents.page(open, of, callers.reach(), before(paging), paging.rows());
    List<Incident> kept = paging.kept(rows);
    return paging.page(
        views.show(kept), paging.hasNext(rows) ? kept.get(kept.size() - 1).id().toString() : null);
  }

  /** One incident with its timeline. */
  @GET
  @Path("/{id}")
  @Operation(operationId = "getIncident", summary = "Read an incident")
  @APIResponse(
      responseCode = "200",
      description = "The incident with its timeline",
      content = @Content(schema = @Schema(ref = "Incident")))
  public Response read(@PathParam("id") String id) {
    Incident incident =
        incidents.find(PathIds.uuid(id), callers.reach()).orElseThrow(NotFoundException::new);
    ObjectNode node = views.show(List.of(incident)).get(0);
    var timeline = node.putArray("timeline");
    for (Incident.Entry entry : incident.timeline()) {
      timeline
          .addObject()
          .put("at", ProbeJson.instant(entry.at()))
          .put("type", entry.type())
          .put("detail", entry.detail());
    }
    return Response.ok(node).build();
  }

  /** Takes an incident on: nobody is reminded of it any more. */
  @POST
  @Path("/{id}/acknowledge")
  @RolesAllowed(Role.EDITOR_NAME)
  @Operation(
      operationId = "acknowledgeIncident",
      summary = "Acknowledge an incident",
      description = "Stops its reminders. Who acknowledged it first stays.")
  @APIResponse(
      responseCode = "200",
      description = "The incident with its timeline",
      content = @Content(schema = @Schema(ref = "Incident")))
  @APIResponse(responseCode = "409", ref = "Closed")
  public Response acknowledge(@PathParam("id") String id, @Context SecurityContext user) {
    UUID incident = existing(id);
    demandOpen(
        incidents.acknowledge(
            incident,
            user.getUserPrincipal().getName(),
            clock.instant(),
            callers.doing("acknowledgeIncident")));
    return read(id);
  }

  /** Keeps an incident quiet until an instant; its end is announced all the same. */
  @POST
  @Path("/{id}/mute")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Role.EDITOR_NAME)
  @Operation(
      operationId = "muteIncident",
      summary = "Mute an incident",
      description = "Until then nothing but its end is announced.")
  @RequestBody(required = true, content = @Content(schema = @Schema(ref = "Mute")))
  @APIResponse(
      responseCode = "200",
      description = "The incident with its timeline",
      content = @Content(schema = @Schema(ref = "Incident")))
  @APIResponse(responseCode = "409", ref = "Closed")
  public Response mute(@PathParam("id") String id, JsonNode body, @Context SecurityContext user) {
    Instant now = clock.instant();
    Fields fields = Fields.of(body);
    Instant until = until(fields, now);
    fields.refuseUnknown();
    fields.throwIfInvalid();
    UUID incident = existing(id);
    demandOpen(
        incidents.mute(
            incident,
            until,
            user.getUserPrincipal().getName(),
            now,
            callers.doing("muteIncident")));
    return read(id);
  }

  private static @Nullable Instant until(Fields fields, Instant now) {
    if (fields.isNull("until")) {
      return null;
    }
    String text = fields.requiredText("until", MAX_INSTANT);
    try {
      Instant until = OffsetDateTime.parse(text).toInstant();
      if (until.isAfter(now) && until.isBefore(now.plus(LONGEST_MUTE))) {
        return until;
      }
      fields.refuse("until", "Must be in the future, and within a year.");
    } catch (DateTimeParseException e) {
      fields.refuse(
          "until", "Must be an instant as of RFC 3339, such as 2026-11-22T11:20:00Z, or null.");
    }
    return null;
  }

  private UUID existing(String id) {
    UUID incident = PathIds.uuid(id);
    if (incidents.find(incident, callers.reach()).isEmpty()) {
      throw new NotFoundException();
    }
    return incident;
  }

  private static void demandOpen(boolean open) {
    if (!open) {
      throw new Conflict("incident-closed", "The incident is closed.");
    }
  }

  private static @Nullable Boolean open(String name) {
    return switch (name) {
      case "open" -> Boolean.TRUE;
      case "closed" -> Boolean.FALSE;
      default -> null;
    };
  }

  private static @Nullable UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable UUID before(Paging paging) {
    String after = paging.after();
    UUID before = after == null ? null : id(after);
    if (after != null && before == null) {
      throw Cursor.invalid();
    }
    return before;
  }
}
