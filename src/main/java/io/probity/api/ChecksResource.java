package io.probity.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.access.Callers;
import io.probity.access.Role;
import io.probity.check.OnDemand;
import io.probity.db.Mandate;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.Endpoints;
import io.probity.history.CheckFilter;
import io.probity.history.CheckPage;
import io.probity.history.Checks;
import io.probity.probe.CheckSummary;
import io.probity.probe.FailureClass;
import io.probity.probe.ProbeJson;
import io.probity.probe.Verdict;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Past checks of an endpoint, and one now. */
@Path(Api.BASE + "/endpoints/{id}/checks")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "History")
@RolesAllowed(Role.VIEWER_NAME)
public final class ChecksResource {
  private final Endpoints endpoints;
  private final Checks checks;
  private final OnDemand onDemand;
  private final ExecutorService workers;
  private final Callers callers;

  ChecksResource(
      Endpoints endpoints,
      Checks checks,
      OnDemand onDemand,
      ExecutorService workers,
      Callers callers) {
    this.endpoints = endpoints;
    this.checks = checks;
    this.onDemand = onDemand;
    this.workers = workers;
    this.callers = callers;
  }

  /** Checks once, now. */
  @POST
  @Blocking
  @RolesAllowed(Role.EDITOR_NAME)
  @Operation(
      operationId = "checkNow",
      summary = "Check an endpoint now",
      description =
          "Also while it is paused. The check is kept as `manual` and counts neither for health nor for uptime; the next one that counts follows within a second.")
  @APIResponse(responseCode = "429", ref = "TooManyChecks")
  @APIResponse(
      responseCode = "200",
      description = "What the check found, whatever its verdict",
      content = @Content(schema = @Schema(ref = "TracedCheck")))
  public CompletionStage<ObjectNode> checkNow(@PathParam("id") String id) {
    Endpoint endpoint =
        endpoints.find(PathIds.uuid(id), callers.reach()).orElseThrow(NotFoundException::new);
    Mandate mandate = callers.doing("checkNow");
    callers.beginCheck();
    return onDemand
        .check(endpoint)
        .thenApplyAsync(
            check -> {
              endpoints.note(endpoint, mandate);
              return TracedCheck.of(check);
            },
            workers);
  }

  /** Checks, newest first. */
  @GET
  @Operation(operationId = "listChecks", summary = "List checks of an endpoint")
  @APIResponse(
      responseCode = "200",
      description = "One page, newest first",
      content = @Content(schema = @Schema(ref = "CheckPage")))
  public Response list(
      @PathParam("id") String id,
      @Parameter(description = "Not before this", schema = @Schema(ref = "Timestamp"))
          @QueryParam("from")
          @Nullable String from,
      @Parameter(description = "Before this", schema = @Schema(ref = "Timestamp")) @QueryParam("to")
          @Nullable String to,
      @Parameter(schema = @Schema(ref = "ObservedState")) @QueryParam("verdict")
          @Nullable String verdict,
      @Parameter(
              description = "A failure class, such as tls.certificate_expired, or a phase",
              schema = @Schema(type = SchemaType.STRING))
          @QueryParam("failure")
          @Nullable String failure,
      @Context UriInfo uri) {
    Endpoint endpoint =
        endpoints.find(PathIds.uuid(id), callers.reach()).orElseThrow(NotFoundException::new);
    Query query = new Query();
    CheckFilter filter = filter(query, from, to, verdict, failure);
    Paging paging = Paging.of(uri, query);
    CheckPage found = checks.page(endpoint.id(), filter, before(paging), paging.rows());
    List<CheckSummary> rows = found.checks();
    List<CheckSummary> kept = paging.kept(rows);
    return paging.page(
        kept.stream().map(ProbeJson::check).toList(),
        paging.hasNext(rows) ? kept.get(kept.size() - 1).at().toString() : null,
        UnreadableJson.member(found.unreadable()));
  }

  private static CheckFilter filter(
      Query query,
      @Nullable String from,
      @Nullable String to,
      @Nullable String verdict,
      @Nullable String failure) {
    Instant begin = query.instant("from", from);
    Instant end = query.instant("to", to);
    query.ordered(begin, end);
    Verdict wanted =
        query.named("verdict", verdict, ChecksResource::verdict, "up, degraded, down or unknown");
    Set<FailureClass> classes =
        query.named(
            "failure",
            failure,
            ChecksResource::classes,
            "a failure class, such as tls.certificate_expired, or a phase, such as tls");
    return new CheckFilter(begin, end, wanted, classes == null ? Set.of() : classes);
  }

  private static @Nullable Verdict verdict(String name) {
    return Arrays.stream(Verdict.values())
        .filter(verdict -> verdict.wireName().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** One class, or all of a phase. */
  private static @Nullable Set<FailureClass> classes(String name) {
    Set<FailureClass> classes =
        Arrays.stream(FailureClass.values())
            .filter(cls -> cls.wireName().equals(name) || cls.phase().wireName().equals(name))
            .collect(Collectors.toSet());
    return classes.isEmpty() ? null : classes;
  }

  /** Also for other lists that page by instants. */
  static @Nullable Instant before(Paging paging) {
    String after = paging.after();
    if (after == null) {
      return null;
    }
    try {
      return Instant.parse(after);
    } catch (DateTimeParseException e) {
      throw Cursor.invalid();
    }
  }
}
