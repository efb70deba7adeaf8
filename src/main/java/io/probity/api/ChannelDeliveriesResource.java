package io.probity.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.probity.access.Callers;
import io.probity.access.Role;
import io.probity.alert.Channel;
import io.probity.alert.ChannelStore;
import io.probity.alert.DeliveryState;
import io.probity.alert.DeliveryStore;
import io.probity.alert.DeliveryView;
import io.probity.alert.Outbox;
import io.probity.endpoint.InvalidInput;
import io.probity.endpoint.InvalidInput.FieldError;
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
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.time.InstantSource;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What was sent to one channel. */
@Path(Api.BASE + "/channels/{id}")
@Produces({MediaType.APPLICATION_JSON, Documents.YAML})
@Tag(name = "Channels")
@RolesAllowed(Role.EDITOR_NAME)
public final class ChannelDeliveriesResource {
  private final ChannelStore channels;
  private final DeliveryStore deliveries;
  private final Outbox outbox;
  private final InstantSource clock;
  private final Callers callers;

  ChannelDeliveriesResource(
      ChannelStore channels,
      DeliveryStore deliveries,
      Outbox outbox,
      InstantSource clock,
      Callers callers) {
    this.channels = channels;
    this.deliveries = deliveries;
    this.outbox = outbox;
    this.clock = clock;
    this.callers = callers;
  }

  /** Delivers again all that was given up, with the same ids and all attempts anew. */
  @POST
  @Path("/redeliver")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "redeliverDead",
      summary = "Deliver again all that was given up",
      description =
          "Every delivery of the channel in the state `dead`, in the order of old. The `webhook-id` "
              + "of each stays; all attempts begin anew.")
  @APIResponse(
      responseCode = "202",
      description = "Queued again",
      content = @Content(schema = @Schema(ref = "Redelivered")))
  @APIResponse(responseCode = "409", ref = "Disabled")
  public Response redeliver(@PathParam("id") String id) {
    Channel channel = find(id);
    if (!channel.spec().enabled()) {
      throw new Conflict("channel-disabled", "The channel is disabled: enable it first.");
    }
    int redelivered =
        deliveries.redeliverDead(channel, clock.instant(), callers.doing("redeliverDead"));
    outbox.wake();
    return Response.accepted(JsonNodeFactory.instance.objectNode().put("redelivered", redelivered))
        .build();
  }

  /** What was sent, newest first. */
  @GET
  @Path("/deliveries")
  @RolesAllowed(Role.VIEWER_NAME)
  @Operation(operationId = "listDeliveries", summary = "List deliveries of a channel")
  @APIResponse(
      responseCode = "200",
      description = "One page, newest first",
      content = @Content(schema = @Schema(ref = "DeliveryPage")))
  public Response deliveries(
      @PathParam("id") String id,
      @Parameter(
              description = "Only those in this state",
              schema = @Schema(enumeration = {"pending", "delivered", "dead"}))
          @QueryParam("state")
          @Nullable String state,
      @Context UriInfo uri,
      @Context SecurityContext user) {
    Channel channel = find(id);
    Paging paging = Paging.of(uri);
    List<DeliveryView> rows =
        deliveries.page(
            channel.id(),
            callers.reach(),
            state(state),
            Positions.number(paging, Long.MAX_VALUE),
            paging.rows());
    List<DeliveryView> kept = paging.kept(rows);
    boolean editor = user.isUserInRole(Role.EDITOR_NAME);
    return paging.page(
        kept.stream().map(each -> ChannelJson.delivery(each, editor)).toList(),
        paging.hasNext(rows) ? Long.toString(kept.get(kept.size() - 1).id()) : null);
  }

  private Channel find(String id) {
    return channels.find(PathIds.uuid(id), callers.reach()).orElseThrow(NotFoundException::new);
  }

  private static @Nullable DeliveryState state(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    return DeliveryState.ofWireName(text)
        .orElseThrow(
            () ->
                new InvalidInput(
                    List.of(new FieldError("/state", "Must be one of pending, delivered, dead."))));
  }
}
