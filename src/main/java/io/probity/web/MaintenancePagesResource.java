package io.probity.web;

import io.probity.access.Callers;
import io.probity.access.Role;
import io.probity.web.MaintenancePages.MaintenancePage;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Where people look at maintenance windows and plan them. */
@Path("/maintenance")
@RolesAllowed(Role.VIEWER_NAME)
public final class MaintenancePagesResource {
  private final MaintenancePages pages;
  private final Callers callers;
  private final Html html;

  MaintenancePagesResource(MaintenancePages pages, Callers callers, Html html) {
    this.pages = pages;
    this.callers = callers;
    this.html = html;
  }

  /** All of them. */
  @GET
  @Operation(hidden = true)
  public Response list() {
    return html.page(
        "maintenance-list",
        html.frame("Maintenance", "maintenance").styled("forms.css"),
        pages.list(callers.reach()));
  }

  /** An empty form. */
  @GET
  @Path("/new")
  @RolesAllowed(Role.EDITOR_NAME)
  @Operation(hidden = true)
  public Response create() {
    return html.page("maintenance", frame("Plan maintenance"), MaintenancePages.blank());
  }

  /** A part of the form: when a recurring window would be open. */
  @GET
  @Path("/preview")
  @Operation(hidden = true)
  public Response preview(
      @QueryParam("cron") @DefaultValue("") String cron,
      @QueryParam("duration") @DefaultValue("") String duration,
      @QueryParam("zone") @DefaultValue("") String zone) {
    return html.page(
        "maintenance-preview", html.frame("Preview", ""), pages.preview(cron, duration, zone));
  }

  /** One window. */
  @GET
  @Path("/{id}")
  @Operation(hidden = true)
  public Response show(@PathParam("id") String id) {
    MaintenancePage page =
        pages
            .find(PagePaths.of(id), callers.reach(), html.viewer().isEditor())
            .orElseThrow(NotFoundException::new);
    return html.page("maintenance", frame(page.name()), page);
  }

  private Frame frame(String title) {
    return html.frame(title, "maintenance")
        .styled("forms.css")
        .scripted("form.js", "maintenance.js");
  }
}
