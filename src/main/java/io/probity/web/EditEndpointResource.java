package io.probity.web;

import io.probity.access.Callers;
import io.probity.access.Role;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointCodec;
import io.probity.endpoint.Endpoints;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Where people edit an endpoint. */
@Path("/endpoints/{id}/edit")
@RolesAllowed(Role.EDITOR_NAME)
public final class EditEndpointResource {
  private final Endpoints endpoints;
  private final EndpointCodec codec;
  private final Callers callers;
  private final Html html;

  EditEndpointResource(Endpoints endpoints, EndpointCodec codec, Callers callers, Html html) {
    this.endpoints = endpoints;
    this.codec = codec;
    this.callers = callers;
    this.html = html;
  }

  /** The form, filled in. */
  @GET
  @Operation(hidden = true)
  public Response show(@PathParam("id") String id) {
    Endpoint endpoint =
        endpoints.find(PagePaths.of(id), callers.reach()).orElseThrow(NotFoundException::new);
    return html.page(
        "endpoint-form",
        NewEndpointResource.frame(html.frame("Edit " + endpoint.spec().name(), "overview")),
        EndpointForm.of(endpoint, codec));
  }
}
