package io.probity.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.access.Callers;
import io.probity.access.Role;
import io.probity.endpoint.Durations;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.Endpoints;
import io.probity.history.LatencyPhase;
import io.probity.history.LatencyPoint;
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

/** How fast an endpoint was over time. */
@Path(Api.BASE + "/endpoints/{id}/latency")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "History")
@RolesAllowed(Role.VIEWER_NAME)
public final class LatencyResource {
  private final Endpoints endpoints;
  private final Series series;
  private final InstantSource clock;
  private final Callers callers;

  LatencyResource(Endpoints endpoints, Series series, InstantSource clock, Callers callers) {
    this.endpoints = endpoints;
    this.series = series;
    this.clock = clock;
    this.callers = callers;
  }

  /** Percentiles for each step of a window. */
  @GET
  @Operation(
      operationId = "getLatency",
      summary = "Read the latency of an endpoint over time",
      description =
          "Percentiles are within 2 % of the true ones. Checks count whose response was complete, whatever was in it; manual ones do not. Steps begin at multiples of the step since 1970, UTC; beyond one hour they are whole hours. Before `probity.history.raw` steps are whole hours at least, and those of a phase whole days.")
  @APIResponse(
      responseCode = "200",
      description = "One point for each step, oldest first",
      content = @Content(schema = @Schema(ref = "LatencySeries")))
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
          @Nullable String step,
      @Parameter(schema = @Schema(ref = "LatencyPhase")) @QueryParam("phase")
          @Nullable String phase) {
    Endpoint endpoint =
        endpoints.find(PathIds.uuid(id), callers.reach()).orElseThrow(NotFoundException::new);
    Query query = new Query();
    LatencyPhase given =
        query.named(
            "phase",
            phase,
            name -> LatencyPhase.ofWireName(name).orElse(null),
            "dns, connect, tls, write, firstByte, transfer or total");
    LatencyPhase asked = given == null ? LatencyPhase.TOTAL : given;
    SeriesWindow window =
        new SeriesQuery(series, clock.instant()).window(query, endpoint, from, to, step, asked);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("step", Durations.format(window.step()));
    ArrayNode points = answer.putArray("series");
    series.latency(endpoint, window, asked).forEach(point -> points.add(point(point)));
    return answer;
  }

  private static ObjectNode point(LatencyPoint point) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("at", ProbeJson.instant(point.at()));
    node.put("count", point.count());
    node.put("p50Ms", point.p50Ms());
    node.put("p95Ms", point.p95Ms());
    node.put("p99Ms", point.p99Ms());
    node.put("maxMs", point.maxMs());
    return node;
  }
}
