package io.probity.web;

import io.probity.access.Callers;
import io.probity.access.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** The pages of incidents. */
@Path("/incidents")
@RolesAllowed(Role.VIEWER_NAME)
public final class IncidentsPageResource {
  private final IncidentPages pages;
  private final Html html;
  private final Callers callers;

  IncidentsPageResource(IncidentPages pages, Html html, Callers callers) {
    this.pages = pages;
    this.html = html;
    this.callers = callers;
  }

  /** Newest first. */
  @GET
  @Operation(hidden = true)
  public Response list(
      @QueryParam("state") @Nullable String state,
      @QueryParam("endpoint") @Nullable String endpoint,
      @QueryParam("after") @Nullable String after) {
    IncidentListPage page =
        pages.list(
            state == null ? "" : state,
            optional(endpoint).orElse(null),
            optional(after).orElse(null),
            callers.reach());
    String stream =
        page.endpoint() == null ? "?types=state" : "?types=state&endpoint=" + page.endpoint();
    return html.page(
        "incidents",
        html.frame("Incidents", "incidents").styled("incidents.css").live(stream),
        page);
  }

  /** One of them. */
  @GET
  @Path("/{id}")
  @Operation(hidden = true)
  public Response read(@PathParam("id") String id) {
    IncidentPage page =
        optional(id)
            .flatMap(each -> pages.page(each, callers.reach()))
            .orElseThrow(NotFoundException::new);
    return html.page(
        "incident",
        html.frame("Incident of " + page.item().name(), "incidents")
            .styled("incidents.css")
            .scripted("incident.js")
            .live("?types=state&endpoint=" + page.item().endpoint()),
        page);
  }

  /** Empty: absent, or no id. */
  private static Optional<UUID> optional(@Nullable String text) {
    try {
      return Optional.ofNullable(text).filter(each -> each.length() == 36).map(UUID::fromString);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
