package io.probity.api;

import io.probity.access.Callers;
import io.probity.access.Role;
import io.probity.db.Reach;
import io.probity.endpoint.EndpointQuery;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What changes, as it changes. */
@Path(Api.BASE + "/stream")
@Tag(name = "History")
@RolesAllowed(Role.VIEWER_NAME)
public final class StreamResource {
  private static final int RETRY_SECONDS = 5;

  private final StreamLifecycle lifecycle;
  private final Callers callers;

  StreamResource(StreamLifecycle lifecycle, Callers callers) {
    this.lifecycle = lifecycle;
    this.callers = callers;
  }

  /** Server-sent events until the client goes. */
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(
      operationId = "stream",
      summary = "Listen to changes of state and to checks",
      description =
          "Server-sent events `state` and `check` of every replica, about a second after they are stored. An event may come twice. With `Last-Event-ID` of the last ten minutes it goes on where it ended; `reset` says that something may be missing, so that it is time to read the summary. A comment comes every 15 s. A client that does not keep up is cut off.")
  @APIResponse(
      responseCode = "200",
      description = "Events",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema = @Schema(ref = "ServerSentEvents")))
  public void listen(
      @Parameter(description = "A label `name:value` that must be there; repeatable")
          @QueryParam("label")
          List<String> labels,
      @Parameter(description = "The id of an endpoint; repeatable") @QueryParam("endpoint")
          List<String> endpoints,
      @Parameter(description = "`state`, `check` or, by default, both; repeatable, or with commas")
          @QueryParam("types")
          List<String> types,
      @Parameter(description = "The id of the last event that was heard")
          @HeaderParam("Last-Event-ID")
          @Nullable String lastEventId,
      @Context UriInfo uri,
      @Context SseEventSink sink,
      @Context Sse sse) {
    StreamFilter filter = filter(labels, endpoints, types, callers.reach());
    StreamClient.Outlet outlet = outlet(sink, sse, callers.standing());
    if (!lifecycle.stream().join(new StreamClient(filter, lastEventId, outlet))) {
      throw new WebApplicationException(
          Problem.ofKind(
                  "too-many-streams",
                  503,
                  "Service Unavailable",
                  "As many clients listen as are allowed.",
                  Problem.instance(uri))
              .builder()
              .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
              .build());
    }
  }

  private static StreamFilter filter(
      List<String> labels, List<String> endpoints, List<String> types, Reach reach) {
    Query query = new Query();
    EndpointQuery labelled = EndpointFilter.of(labels, List.of(), null, query);
    Set<UUID> ids = new LinkedHashSet<>();
    for (String each : endpoints) {
      try {
        ids.add(UUID.fromString(each));
      } catch (IllegalArgumentException e) {
        query.refuse("endpoint", "Must be the id of an endpoint.");
      }
    }
    Set<String> wanted = new LinkedHashSet<>();
    types.forEach(each -> wanted.addAll(Arrays.asList(each.split(",", -1))));
    if (!StreamFilter.TYPES.containsAll(wanted)) {
      query.refuse("types", "Must be among " + String.join(", ", StreamFilter.TYPES) + ".");
    }
    query.check();
    return new StreamFilter(
        wanted.isEmpty() ? Set.copyOf(StreamFilter.TYPES) : wanted, labelled.labels(), ids, reach);
  }

  private static StreamClient.Outlet outlet(SseEventSink sink, Sse sse, BooleanSupplier standing) {
    return new StreamClient.Outlet() {
      @Override
      public CompletionStage<?> event(String id, String type, String data) {
        return sink.send(sse.newEventBuilder().id(id).name(type).data(data).build());
      }

      @Override
      public CompletionStage<?> comment() {
        return sink.send(sse.newEventBuilder().comment("").build());
      }

      @Override
      public boolean isClosed() {
        return sink.isClosed() || !standing.getAsBoolean();
      }

      @Override
      public void close() {
        sink.close();
      }
    };
  }
}
