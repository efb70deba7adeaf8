package io.probity.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.access.Callers;
import io.probity.access.Role;
import io.probity.endpoint.Durations;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.Endpoints;
import io.probity.history.FailurePoint;
import io.probity.history.LatencyPhase;
import io.probity.history.Series;
import io.probity.history.SeriesWindow;
import io.probity.probe.ProbeJson;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.InstantSource;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What went wrong with an endpoint over time. */
@Path(Api.BASE + "/endpoints/{id}/failures")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "History")
@RolesAllowed(Role.VIEWER_NAME)
public final class FailuresResource {
  private final Endpoints endpoints;
  private final Series series;
  private final InstantSource clock;
  private final Callers callers;

  FailuresResource(Endpoints endpoints, Series series, InstantSource clock, Callers callers) {
    this.endpoints = endpoints;
    this.series = series;
    this.clock = clock;
    this.callers = callers;
  }

  /** Counts for each step of a window. */
  @GET
  @Operation(
      operationId = "getFailures",
      summary = "Count the failures of an endpoint over time",
      description =
          "Checks by verdict and by class of failure; manual ones do not count. Steps are those of the latency.")
  @APIResponse(
      responseCode = "200",
      description = "One point for each step, oldest first",
      content = @Content(schema = @Schema(ref = "FailureSeries")))
  public ObjectNode read(
      @PathParam("id") String id,
      @Parameter(
              description = "By default 24 hours before `to`",
              schema = @Schema(ref = "Timestamp"))
          @QueryParam("from")
          @Nullable String from,
      @Parameter(description = "By default now", schema = @Schema(ref = "Timestamp"))
          @QueryParam("to")
          @Nullable String to,
      @Parameter(
              description =
                  "By default one that makes some hundred points; at most 10,000 are answered",
              schema = @Schema(ref = "Duration"))
          @QueryParam("step")
          @Nullable String step) {
    Endpoint endpoint =
        endpoints.find(PathIds.uuid(id), callers.reach()).orElseThrow(NotFoundException::new);
    SeriesWindow window =
        new SeriesQuery(series, clock.instant())
            .window(new Query(), endpoint, from, to, step, LatencyPhase.TOTAL);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("step", Durations.format(window.step()));
    ArrayNode points = answer.putArray("series");
    series.failures(endpoint, window).forEach(point -> points.add(point(point)));
    return answer;
  }

  private static ObjectNode point(FailurePoint point) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("at", ProbeJson.instant(point.at()));
    point.verdicts().forEach((verdict, count) -> node.put(verdict.wireName(), count));
    ObjectNode classes = node.putObject("classes");
    point.classes().forEach((cls, count) -> classes.put(cls.wireName(), count));
    return node;
  }
}
