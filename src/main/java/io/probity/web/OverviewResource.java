package io.probity.web;

import io.probity.access.Callers;
import io.probity.access.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** The page people look at first. */
@Path("/")
@RolesAllowed(Role.VIEWER_NAME)
public final class OverviewResource {
  private final OverviewPages pages;
  private final Html html;
  private final Callers callers;

  OverviewResource(OverviewPages pages, Html html, Callers callers) {
    this.pages = pages;
    this.html = html;
    this.callers = callers;
  }

  /** How all endpoints stand. */
  @GET
  @Operation(hidden = true)
  public Response show(
      @QueryParam("q") @Nullable String text,
      @QueryParam("state") List<String> states,
      @QueryParam("label") List<String> labels,
      @QueryParam("failure") @Nullable String failure,
      @QueryParam("after") @Nullable String after,
      @Context UriInfo uri) {
    OverviewChoice choice = OverviewChoice.of(labels, states, text, failure);
    String origin = uri.getBaseUri().toString().replaceFirst("/$", "");
    OverviewPage page = pages.page(choice, Place.decode(after), callers.reach(), origin);
    return html.page(
        "overview",
        html.frame("Overview", "overview")
            .styled("overview.css")
            .scripted("overview.js")
            .live(choice.stream()),
        page);
  }
}
