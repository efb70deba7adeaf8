package io.probity.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.access.Callers;
import io.probity.check.OnDemand;
import io.probity.endpoint.EndpointCodec;
import io.probity.endpoint.EndpointSpec;
import io.probity.endpoint.Endpoints;
import io.probity.endpoint.InvalidInput;
import io.probity.endpoint.InvalidInput.FieldError;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Trying a configuration before it is saved. */
@Path(Api.BASE + "/probe")
@Tag(name = "Endpoints")
@Produces(MediaType.APPLICATION_JSON)
@Consumes({MediaType.APPLICATION_JSON, Documents.YAML})
public final class ProbeResource {
  private final Endpoints endpoints;
  private final EndpointCodec codec;
  private final OnDemand onDemand;
  private final ExecutorService workers;
  private final Callers callers;

  ProbeResource(
      Endpoints endpoints,
      EndpointCodec codec,
      OnDemand onDemand,
      ExecutorService workers,
      Callers callers) {
    this.endpoints = endpoints;
    this.codec = codec;
    this.onDemand = onDemand;
    this.workers = workers;
    this.callers = callers;
  }

  /** Checks once and stores nothing. */
  @POST
  @Blocking
  @RolesAllowed(Api.EDITOR)
  @Operation(
      operationId = "probe",
      summary = "Try an endpoint's configuration",
      description =
          "Makes one check and stores nothing. `paused` and `thresholds` have no say in it. With"
              + " `endpoint`, `\"***\"` stands for the secrets stored for it, as when it is replaced.")
  @RequestBody(required = true, content = @Content(schema = @Schema(ref = "EndpointConfig")))
  @APIResponse(responseCode = "404", ref = "NotFound")
  @APIResponse(responseCode = "429", ref = "TooManyChecks")
  @APIResponse(
      responseCode = "200",
      description = "What the check found, whatever its verdict",
      content = @Content(schema = @Schema(ref = "TracedCheck")))
  public CompletionStage<ObjectNode> probe(
      JsonNode body,
      @Parameter(description = "The id of the endpoint whose secrets are kept")
          @QueryParam("endpoint")
          @Nullable String endpoint) {
    EndpointSpec spec = codec.read(body, stored(endpoint));
    if (!callers.reach().covers(spec.labels())) {
      throw new InvalidInput(List.of(new FieldError("/labels", callers.reach().demand())));
    }
    callers.beginCheck();
    return onDemand.tryOut(spec).thenApplyAsync(TracedCheck::of, workers);
  }

  /** What is stored of the endpoint that is tried, null: it is a new one. */
  private @Nullable EndpointSpec stored(@Nullable String endpoint) {
    return endpoint == null || endpoint.isEmpty()
        ? null
        : endpoints
            .find(PathIds.uuid(endpoint), callers.reach())
            .orElseThrow(NotFoundException::new)
            .spec();
  }
}
