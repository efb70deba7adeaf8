package io.probity.api;

import io.probity.access.Callers;
import io.probity.access.Role;
import io.probity.alert.DeliveryStore;
import io.probity.alert.Outbox;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.InstantSource;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What was sent to channels. */
@Path(Api.BASE + "/deliveries")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Channels")
@RolesAllowed(Role.EDITOR_NAME)
public final class DeliveriesResource {
  private final DeliveryStore deliveries;
  private final Outbox outbox;
  private final InstantSource clock;
  private final Callers callers;

  DeliveriesResource(
      DeliveryStore deliveries, Outbox outbox, InstantSource clock, Callers callers) {
    this.deliveries = deliveries;
    this.outbox = outbox;
    this.clock = clock;
    this.callers = callers;
  }

  /** One delivery. */
  @GET
  @Path("/{id}")
  @RolesAllowed(Role.VIEWER_NAME)
  @Operation(operationId = "getDelivery", summary = "Read a delivery")
  @APIResponse(
      responseCode = "200",
      description = "The delivery",
      content = @Content(schema = @Schema(ref = "Delivery")))
  public Response read(@PathParam("id") String id, @Context SecurityContext user) {
    return Response.ok(
            deliveries
                .find(PathIds.uuid(id), callers.reach())
                .map(found -> ChannelJson.delivery(found, user.isUserInRole(Role.EDITOR_NAME)))
                .orElseThrow(NotFoundException::new))
        .build();
  }

  /** Delivers again, with the same {@code webhook-id} and all attempts anew. */
  @POST
  @Path("/{id}/redeliver")
  @Operation(
      operationId = "redeliver",
      summary = "Deliver again",
      description = "The `webhook-id` stays; all attempts begin anew.")
  @APIResponse(
      responseCode = "202",
      description = "Queued again",
      content = @Content(schema = @Schema(ref = "Delivery")))
  @APIResponse(responseCode = "409", ref = "Disabled")
  public Response redeliver(@PathParam("id") String id) {
    UUID delivery = PathIds.uuid(id);
    if (deliveries.find(delivery, callers.reach()).isEmpty()) {
      throw new NotFoundException();
    }
    if (!deliveries.redeliver(delivery, clock.instant(), callers.doing("redeliver"))) {
      throw new Conflict("channel-disabled", "The channel of this delivery is disabled.");
    }
    // Read before the sender is woken: the answer shows it queued, not already under way.
    var queued = deliveries.find(delivery, callers.reach()).orElseThrow(NotFoundException::new);
    outbox.wake();
    return Response.accepted(ChannelJson.delivery(queued, true)).build();
  }
}
