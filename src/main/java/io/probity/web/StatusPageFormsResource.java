package io.probity.web;

import io.probity.access.Callers;
import io.probity.access.Role;
import io.probity.status.StatusPageStore;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Where people look after status pages. */
@Path("/status-pages")
@RolesAllowed(Role.EDITOR_NAME)
public final class StatusPageFormsResource {
  private static final int MAX_ROWS = 1_000;
  private static final String SECTION = "status-pages";
  private static final String ID = "{id:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}}";

  private final StatusPageStore pages;
  private final Html html;
  private final Callers callers;

  StatusPageFormsResource(StatusPageStore pages, Html html, Callers callers) {
    this.pages = pages;
    this.html = html;
    this.callers = callers;
  }

  /** All pages within reach. */
  @GET
  @RolesAllowed(Role.VIEWER_NAME)
  @Operation(hidden = true)
  public Response list() {
    return html.page(
        SECTION,
        html.frame("Status pages", SECTION).styled("forms.css", "status-pages.css"),
        StatusPageList.of(pages.page(callers.reach(), 0, MAX_ROWS)));
  }

  /** The form of a new page. */
  @GET
  @Path("/new")
  @Operation(hidden = true)
  public Response blank() {
    return form(StatusPageForm.blank(callers.reach()));
  }

  /** The form of a page. */
  @GET
  @Path("/" + ID + "/edit")
  @Operation(hidden = true)
  public Response edit(@PathParam("id") String id) {
    return form(
        pages
            .find(UUID.fromString(id), callers.reach())
            .map(StatusPageForm::of)
            .orElseThrow(NotFoundException::new));
  }

  private Response form(StatusPageForm form) {
    return html.page(
        "status-page-form",
        html.frame(form.heading(), SECTION).styled("status-pages.css").scripted("status-pages.js"),
        form);
  }
}
