package io.probity.api;

import io.probity.access.Callers;
import io.probity.access.Role;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.Endpoints;
import io.probity.history.CertificateLog;
import io.probity.history.Sighting;
import io.probity.history.SightingJson;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The certificate chains an endpoint presented before the current one. */
@Path(Api.BASE + "/endpoints/{id}/certificates")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "History")
@RolesAllowed(Role.VIEWER_NAME)
public final class PastCertificatesResource {
  private final Endpoints endpoints;
  private final CertificateLog certificates;
  private final Callers callers;

  PastCertificatesResource(Endpoints endpoints, CertificateLog certificates, Callers callers) {
    this.endpoints = endpoints;
    this.certificates = certificates;
    this.callers = callers;
  }

  /** Newest first. */
  @GET
  @Operation(
      operationId = "listCertificates",
      summary = "List past certificate chains of an endpoint")
  @APIResponse(
      responseCode = "200",
      description = "One page, newest first, without the current one",
      content = @Content(schema = @Schema(ref = "CertificateChainPage")))
  public Response past(@PathParam("id") String id, @Context UriInfo uri) {
    Endpoint endpoint =
        endpoints.find(PathIds.uuid(id), callers.reach()).orElseThrow(NotFoundException::new);
    Paging paging = Paging.of(uri);
    List<Sighting> rows =
        certificates.past(endpoint.id(), ChecksResource.before(paging), paging.rows());
    List<Sighting> kept = paging.kept(rows);
    return paging.page(
        kept.stream().map(SightingJson::of).toList(),
        paging.hasNext(rows) ? kept.get(kept.size() - 1).observedAt().toString() : null);
  }
}
