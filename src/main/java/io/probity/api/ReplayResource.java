package io.probity.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.access.Callers;
import io.probity.access.Role;
import io.probity.check.Doubts;
import io.probity.check.Fired;
import io.probity.check.Replayed;
import io.probity.check.Replays;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointCodec;
import io.probity.endpoint.Endpoints;
import io.probity.probe.ProbeJson;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.InstantSource;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What would have been, by other settings. */
@Path(Api.BASE + "/endpoints/{id}/replay")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "History")
@RolesAllowed(Role.VIEWER_NAME)
public final class ReplayResource {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Endpoints endpoints;
  private final EndpointCodec codec;
  private final Replays replays;
  private final InstantSource clock;
  private final Callers callers;

  ReplayResource(
      Endpoints endpoints,
      EndpointCodec codec,
      Replays replays,
      InstantSource clock,
      Callers callers) {
    this.endpoints = endpoints;
    this.codec = codec;
    this.replays = replays;
    this.clock = clock;
    this.callers = callers;
  }

  /** Judges stored checks anew; nothing is stored or sent. */
  @POST
  @Blocking
  @Operation(
      operationId = "replay",
      summary = "Find out which alerts other settings would have fired",
      description =
          "Judges the stored checks of a window by other thresholds, latency assertions or numbers of attempts, and compares what would have fired with what did. Nothing is stored or sent. The window is at most 90 days long and holds at most 2,000,000 checks.")
  @RequestBody(required = true, content = @Content(schema = @Schema(ref = "ReplayRequest")))
  @APIResponse(responseCode = "429", ref = "TooManyReplays")
  @APIResponse(
      responseCode = "200",
      description = "What fired, what would have, and what history cannot tell",
      content = @Content(schema = @Schema(ref = "Replay")))
  public ObjectNode replay(@PathParam("id") String id, JsonNode body) {
    Endpoint endpoint =
        endpoints.find(PathIds.uuid(id), callers.reach()).orElseThrow(NotFoundException::new);
    ReplayRequest asked = ReplayRequest.read(body, endpoint.spec(), codec, clock.instant());
    return show(replays.replay(endpoint, asked.spec(), asked.from(), asked.to()));
  }

  private static ObjectNode show(Replayed replayed) {
    ObjectNode node = NODES.objectNode();
    node.put("from", ProbeJson.instant(replayed.from()));
    node.put("to", ProbeJson.instant(replayed.to()));
    node.put("checks", replayed.checks());
    node.set("actual", fired(replayed.actual()));
    node.set("replayed", fired(replayed.replayed()));
    ObjectNode differences = node.putObject("differences");
    differences.set("missing", fired(replayed.differences().missing()));
    differences.set("added", fired(replayed.differences().added()));
    ArrayNode moved = differences.putArray("moved");
    for (Replayed.Moved each : replayed.differences().moved()) {
      moved
          .addObject()
          .put("event", each.event().wireName())
          .put("actual", ProbeJson.instant(each.actual()))
          .put("replayed", ProbeJson.instant(each.replayed()));
    }
    ArrayNode notKnowable = node.putArray("notKnowable");
    replayed.notKnowable().forEach(each -> notKnowable.add(doubt(each)));
    return node;
  }

  private static ArrayNode fired(List<Fired> fired) {
    ArrayNode list = NODES.arrayNode();
    for (Fired each : fired) {
      list.addObject()
          .put("event", each.event().wireName())
          .put("at", ProbeJson.instant(each.at()))
          .put("since", ProbeJson.instant(each.since()));
    }
    return list;
  }

  private static ObjectNode doubt(Doubts.Entry entry) {
    return NODES
        .objectNode()
        .put("at", ProbeJson.instant(entry.at()))
        .put("last", ProbeJson.instant(entry.last()))
        .put("kind", entry.doubt().wireName())
        .put("why", entry.doubt().why())
        .put("count", entry.count());
  }
}
