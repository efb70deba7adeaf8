package io.probity.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.access.Callers;
import io.probity.access.Role;
import io.probity.endpoint.Endpoints;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Failures in words, for whoever has to mend them. */
@Path(Api.BASE + "/endpoints/{id}/explain")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "History")
@RolesAllowed(Role.VIEWER_NAME)
public final class ExplainResource {
  private final Endpoints endpoints;
  private final ExplanationViews explanations;
  private final Callers callers;

  ExplainResource(Endpoints endpoints, ExplanationViews explanations, Callers callers) {
    this.endpoints = endpoints;
    this.explanations = explanations;
    this.callers = callers;
  }

  /** The current failure, or the last one. */
  @GET
  @Operation(operationId = "explain", summary = "Explain the failure of an endpoint")
  @APIResponse(
      responseCode = "200",
      description = "The current failure, or the last one, and how to reproduce it by hand",
      content = @Content(schema = @Schema(ref = "Explanation")))
  public ObjectNode explain(@PathParam("id") String id) {
    return endpoints
        .find(PathIds.uuid(id), callers.reach())
        .map(explanations::show)
        .orElseThrow(NotFoundException::new);
  }
}
