package io.probity.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.access.Callers;
import io.probity.access.Role;
import io.probity.endpoint.Endpoints;
import io.probity.history.CertificateLog;
import io.probity.history.SightingJson;
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

/** The certificate chain an endpoint presents. */
@Path(Api.BASE + "/endpoints/{id}/certificate")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "History")
@RolesAllowed(Role.VIEWER_NAME)
public final class CertificateResource {
  private final Endpoints endpoints;
  private final CertificateLog certificates;
  private final Callers callers;

  CertificateResource(Endpoints endpoints, CertificateLog certificates, Callers callers) {
    this.endpoints = endpoints;
    this.certificates = certificates;
    this.callers = callers;
  }

  /** What it presents now; 404 if it was never seen to present any. */
  @GET
  @Operation(operationId = "getCertificate", summary = "Read the certificate chain of an endpoint")
  @APIResponse(
      responseCode = "200",
      description = "What it presents now; 404 if it was never seen to present any",
      content = @Content(schema = @Schema(ref = "CertificateChain")))
  public ObjectNode current(@PathParam("id") String id) {
    return endpoints
        .find(PathIds.uuid(id), callers.reach())
        .flatMap(endpoint -> certificates.current(endpoint.id()))
        .map(SightingJson::of)
        .orElseThrow(NotFoundException::new);
  }
}
