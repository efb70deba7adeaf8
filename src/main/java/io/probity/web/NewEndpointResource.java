package io.probity.web;

import io.probity.access.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Where people register an endpoint. */
@Path("/endpoints/new")
@RolesAllowed(Role.EDITOR_NAME)
public final class NewEndpointResource {
  private final Html html;

  NewEndpointResource(Html html) {
    this.html = html;
  }

  /** An empty form. */
  @GET
  @Operation(hidden = true)
  public Response show() {
    return html.page(
        "endpoint-form", frame(html.frame("Add endpoint", "overview")), EndpointForm.blank());
  }

  /** With what the form needs. */
  static Frame frame(Frame frame) {
    return frame.styled("waterfall.css", "forms.css").scripted("form.js", "try.js");
  }
}
