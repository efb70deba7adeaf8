package io.probity.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.access.Callers;
import io.probity.access.Role;
import io.probity.alert.Channel;
import io.probity.alert.ChannelCodec;
import io.probity.alert.ChannelSpec;
import io.probity.alert.ChannelStore;
import io.probity.alert.ChannelTrial;
import io.probity.alert.DeliveryStore;
import io.probity.alert.DeliveryView;
import io.probity.secret.Secret;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Receivers of announcements. */
@Path(Api.BASE + "/channels")
@Produces({MediaType.APPLICATION_JSON, Documents.YAML})
@Tag(name = "Channels")
@RolesAllowed(Role.EDITOR_NAME)
public final class ChannelsResource {
  private final ChannelStore channels;
  private final ChannelCodec codec;
  private final ChannelTrial trial;
  private final DeliveryStore deliveries;
  private final InstantSource clock;
  private final Callers callers;

  ChannelsResource(
      ChannelStore channels,
      ChannelCodec codec,
      ChannelTrial trial,
      DeliveryStore deliveries,
      InstantSource clock,
      Callers callers) {
    this.channels = channels;
    this.codec = codec;
    this.trial = trial;
    this.deliveries = deliveries;
    this.clock = clock;
    this.callers = callers;
  }

  /** All channels, oldest first. */
  @GET
  @RolesAllowed(Role.VIEWER_NAME)
  @Operation(operationId = "listChannels", summary = "List channels")
  @APIResponse(
      responseCode = "200",
      description = "One page, oldest first",
      content = @Content(schema = @Schema(ref = "ChannelPage")))
  public Response list(@Context UriInfo uri, @Context SecurityContext user) {
    Paging paging = Paging.of(uri);
    List<Channel> rows = channels.page(callers.reach(), Positions.number(paging, 0), paging.rows());
    List<Channel> kept = paging.kept(rows);
    List<ObjectNode> items = kept.stream().map(each -> show(each, user)).toList();
    return paging.page(
        items, paging.hasNext(rows) ? Long.toString(kept.get(kept.size() - 1).id()) : null);
  }

  /** Makes a channel; the answer shows its signing secret, this once. */
  @POST
  @Consumes({MediaType.APPLICATION_JSON, Documents.YAML})
  @Operation(operationId = "createChannel", summary = "Create a channel")
  @RequestBody(required = true, content = @Content(schema = @Schema(ref = "ChannelConfig")))
  @APIResponse(
      responseCode = "201",
      description = "Created; the signing secret is shown this once",
      content = @Content(schema = @Schema(ref = "ChannelCreated")))
  public Response create(JsonNode body, @Context UriInfo uri, @Context SecurityContext user) {
    ChannelStore.Created created =
        channels.create(codec.read(body, null), clock.instant(), callers.doing("createChannel"));
    ObjectNode shown = show(created.channel(), user);
    shown.put("secret", created.secret().value());
    return Response.created(
            uri.getAbsolutePathBuilder().path(created.channel().publicId().toString()).build())
        .tag(IfMatch.tag(created.channel().revision()))
        .entity(shown)
        .build();
  }

  /** One channel. */
  @GET
  @Path("/{id}")
  @RolesAllowed(Role.VIEWER_NAME)
  @Operation(operationId = "getChannel", summary = "Read a channel")
  @APIResponse(
      responseCode = "200",
      description = "The channel",
      content = @Content(schema = @Schema(ref = "Channel")))
  public Response read(@PathParam("id") String id, @Context SecurityContext user) {
    return answer(find(id), user);
  }

  /** Replaces the configuration of a channel. */
  @PUT
  @Path("/{id}")
  @Consumes({MediaType.APPLICATION_JSON, Documents.YAML})
  @Operation(operationId = "replaceChannel", summary = "Replace a channel")
  @RequestBody(required = true, content = @Content(schema = @Schema(ref = "ChannelConfig")))
  @APIResponse(
      responseCode = "200",
      description = "The channel as it is now",
      content = @Content(schema = @Schema(ref = "Channel")))
  public Response replace(
      @PathParam("id") String id,
      JsonNode body,
      @Context HttpHeaders headers,
      @Context SecurityContext user) {
    return change("replaceChannel", id, headers, user, stored -> codec.read(body, stored));
  }

  /** Changes a channel by a merge patch. */
  @PATCH
  @Path("/{id}")
  @Consumes({Documents.MERGE_PATCH, MediaType.APPLICATION_JSON, Documents.YAML})
  @Operation(
      operationId = "patchChannel",
      summary = "Change a channel",
      description =
          "JSON Merge Patch (RFC 7396): null gives a field its default, but for `grouping`, where"
              + " it is a value.")
  @RequestBody(required = true, content = @Content(schema = @Schema(ref = "ChannelPatch")))
  @APIResponse(
      responseCode = "200",
      description = "The channel as it is now",
      content = @Content(schema = @Schema(ref = "Channel")))
  public Response patch(
      @PathParam("id") String id,
      JsonNode body,
      @Context HttpHeaders headers,
      @Context SecurityContext user) {
    return change("patchChannel", id, headers, user, stored -> codec.patch(body, stored));
  }

  /** Deletes a channel, with what is still pending for it. */
  @DELETE
  @Path("/{id}")
  @Operation(
      operationId = "deleteChannel",
      summary = "Delete a channel",
      description = "What is still pending for it is given up.")
  @APIResponse(responseCode = "204", description = "Deleted")
  public Response delete(@PathParam("id") String id, @Context HttpHeaders headers) {
    IfMatch condition = IfMatch.of(headers);
    while (true) {
      Channel read = find(id);
      condition.check(read.revision());
      if (channels.delete(read, clock.instant(), callers.doing("deleteChannel"))) {
        return Response.noContent().build();
      }
    }
  }

  /** Gives a channel a new signing secret, shown this once; the old one signs too for a day. */
  @POST
  @Path("/{id}/rotate-secret")
  @Operation(
      operationId = "rotateChannelSecret",
      summary = "Rotate the signing secret",
      description = "Messages are signed with the old and the new secret for 24 hours.")
  @APIResponse(
      responseCode = "200",
      description = "The new secret, shown this once",
      content = @Content(schema = @Schema(ref = "ChannelSecret")))
  public ObjectNode rotate(@PathParam("id") String id) {
    Secret secret =
        channels
            .rotateSecret(find(id), clock.instant(), callers.doing("rotateChannelSecret"))
            .orElseThrow(NotFoundException::new);
    return JsonNodeFactory.instance.objectNode().put("secret", secret.value());
  }

  /** Sends a test message; the delivery that is answered tells how it goes. */
  @POST
  @Path("/{id}/test")
  @Operation(operationId = "testChannel", summary = "Send a test message")
  @APIResponse(
      responseCode = "202",
      description = "Queued; the delivery tells how it goes",
      content = @Content(schema = @Schema(ref = "Delivery")))
  @APIResponse(responseCode = "409", ref = "Disabled")
  public Response test(@PathParam("id") String id, @Context SecurityContext user) {
    Channel channel = find(id);
    if (!channel.spec().enabled()) {
      throw new Conflict("channel-disabled", "The channel is disabled: enable it to test it.");
    }
    DeliveryView delivery =
        deliveries
            .find(
                trial.send(channel, clock.instant(), callers.doing("testChannel")), callers.reach())
            .orElseThrow(NotFoundException::new);
    return Response.accepted(ChannelJson.delivery(delivery, true)).build();
  }

  /** Changes what is stored now; if somebody else was faster, what they made of it. */
  private Response change(
      String operation,
      String id,
      HttpHeaders headers,
      SecurityContext user,
      UnaryOperator<ChannelSpec> change) {
    IfMatch condition = IfMatch.of(headers);
    while (true) {
      Channel read = find(id);
      condition.check(read.revision());
      var changed =
          channels.replace(
              read, change.apply(read.spec()), clock.instant(), callers.doing(operation));
      if (changed.isPresent()) {
        return answer(changed.get(), user);
      }
    }
  }

  private Channel find(String id) {
    return channels.find(PathIds.uuid(id), callers.reach()).orElseThrow(NotFoundException::new);
  }

  private Response answer(Channel channel, SecurityContext user) {
    return Response.ok(show(channel, user)).tag(IfMatch.tag(channel.revision())).build();
  }

  private ObjectNode show(Channel channel, SecurityContext user) {
    return ChannelJson.channel(channel, codec, user.isUserInRole(Role.EDITOR_NAME));
  }
}
