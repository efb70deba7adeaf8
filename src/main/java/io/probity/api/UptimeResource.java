package io.probity.api;

import io.probity.access.Callers;
import io.probity.access.Role;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.Endpoints;
import io.probity.history.Uptime;
import io.probity.history.UptimeReport;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** How an endpoint fared. */
@Path(Api.BASE + "/endpoints/{id}/uptime")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "History")
@RolesAllowed(Role.VIEWER_NAME)
public final class UptimeResource {
  private static final Duration DEFAULT_WINDOW = Duration.ofHours(24);
  private static final Map<String, Duration> WINDOWS =
      Map.of(
          "24h", DEFAULT_WINDOW,
          "7d", Duration.ofDays(7),
          "30d", Duration.ofDays(30),
          "90d", Duration.ofDays(90),
          "365d", Duration.ofDays(365));

  private final Endpoints endpoints;
  private final Uptime uptime;
  private final InstantSource clock;
  private final Callers callers;

  UptimeResource(Endpoints endpoints, Uptime uptime, InstantSource clock, Callers callers) {
    this.endpoints = endpoints;
    this.uptime = uptime;
    this.clock = clock;
    this.callers = callers;
  }

  /**
   * Uptime over a window that ends now, 24 hours where nothing is said, or between two instants:
   * {@code from} is the endpoint's creation and {@code to} is now where only the other one is said.
   */
  @GET
  @Operation(operationId = "getUptime", summary = "Read the uptime of an endpoint")
  @APIResponse(
      responseCode = "200",
      description = "How it fared",
      content = @Content(schema = @Schema(ref = "Uptime")))
  public UptimeReport read(
      @PathParam("id") String id,
      @Parameter(
              description = "24h by default; not together with `from` or `to`",
              schema = @Schema(ref = "UptimeWindow"))
          @QueryParam("window")
          @Nullable String window,
      @Parameter(
              description = "By default when the endpoint was created, if `to` is given",
              schema = @Schema(ref = "Timestamp"))
          @QueryParam("from")
          @Nullable String from,
      @Parameter(
              description = "By default now, if `from` is given",
              schema = @Schema(ref = "Timestamp"))
          @QueryParam("to")
          @Nullable String to) {
    Endpoint endpoint =
        endpoints.find(PathIds.uuid(id), callers.reach()).orElseThrow(NotFoundException::new);
    Instant now = clock.instant();
    Query query = new Query();
    Duration length =
        query.named("window", window, WINDOWS::get, "one of 24h, 7d, 30d, 90d and 365d");
    Instant begin = query.instant("from", from);
    Instant end = query.instant("to", to);
    if (length != null && (begin != null || end != null)) {
      query.refuse("window", "Cannot be combined with `from` or `to`.");
    }
    query.ordered(begin, end == null ? now : end);
    query.check();
    if (begin == null && end == null) {
      return uptime.between(endpoint, now.minus(length == null ? DEFAULT_WINDOW : length), now);
    }
    return uptime.between(
        endpoint, begin == null ? endpoint.createdAt() : begin, end == null ? now : end);
  }
}
