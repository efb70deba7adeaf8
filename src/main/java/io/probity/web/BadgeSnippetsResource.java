package io.probity.web;

import io.probity.access.Callers;
import io.probity.access.Role;
import io.probity.endpoint.Endpoints;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Where people find the badges of an endpoint. */
@Path("/endpoints/{id:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}}/badges")
@RolesAllowed(Role.VIEWER_NAME)
public final class BadgeSnippetsResource {
  private final Endpoints endpoints;
  private final Html html;
  private final Callers callers;

  BadgeSnippetsResource(Endpoints endpoints, Html html, Callers callers) {
    this.endpoints = endpoints;
    this.html = html;
    this.callers = callers;
  }

  /** All badges of an endpoint within reach. */
  @GET
  @Operation(hidden = true)
  public Response read(@PathParam("id") String id, @Context UriInfo uri) {
    BadgeSnippets snippets =
        endpoints
            .find(UUID.fromString(id), callers.reach())
            .map(found -> BadgeSnippets.of(found, uri.getBaseUri()))
            .orElseThrow(NotFoundException::new);
    return html.page(
        "badges",
        html.frame("Badges of " + snippets.name(), "overview").styled("status-pages.css"),
        snippets);
  }
}
