package io.probity.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.access.AuditEntry;
import io.probity.access.AuditFilter;
import io.probity.access.AuditStore;
import io.probity.access.Callers;
import io.probity.probe.ProbeJson;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who changed what. */
@Path(Api.BASE + "/audit")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Access")
@RolesAllowed(Api.ADMIN)
public final class AuditResource {
  private static final List<String> KINDS =
      List.of("endpoint", "channel", "delivery", "incident", "maintenance", "key", "session");

  private final AuditStore audit;
  private final Callers callers;

  AuditResource(AuditStore audit, Callers callers) {
    this.audit = audit;
    this.callers = callers;
  }

  /** Newest first. */
  @GET
  @Operation(operationId = "listAudit", summary = "List who changed what")
  @APIResponse(
      responseCode = "200",
      description = "One page, newest first",
      content = @Content(schema = @Schema(ref = "AuditPage")))
  public Response list(
      @Parameter(description = "Not before this", schema = @Schema(ref = "Timestamp"))
          @QueryParam("from")
          @Nullable String from,
      @Parameter(description = "Before this", schema = @Schema(ref = "Timestamp")) @QueryParam("to")
          @Nullable String to,
      @Parameter(description = "Name or id of the key that asked for it") @QueryParam("actor")
          @Nullable String actor,
      @Parameter(
              description = "What was changed",
              schema =
                  @Schema(
                      enumeration = {
                        "endpoint",
                        "channel",
                        "delivery",
                        "incident",
                        "maintenance",
                        "key",
                        "session"
                      }))
          @QueryParam("kind")
          @Nullable String kind,
      @Parameter(description = "The id of what was changed") @QueryParam("id") @Nullable String id,
      @Context UriInfo uri) {
    Query query = new Query();
    Instant begin = query.instant("from", from);
    Instant end = query.instant("to", to);
    query.ordered(begin, end);
    String wanted =
        query.named(
            "kind",
            kind,
            text -> KINDS.contains(text) ? text : null,
            "one of " + String.join(", ", KINDS));
    UUID subject = query.named("id", id, AuditResource::id, "an id");
    String who = query.named("actor", actor, AuditResource::name, "the name or id of a key");
    Paging paging = Paging.of(uri, query);
    List<AuditEntry> rows =
        audit.page(
            new AuditFilter(begin, end, who, wanted, subject),
            callers.reach(),
            Positions.id(paging),
            paging.rows());
    List<AuditEntry> kept = paging.kept(rows);
    return paging.page(
        kept.stream().map(AuditResource::show).toList(),
        paging.hasNext(rows) ? kept.get(kept.size() - 1).id().toString() : null);
  }

  private static @Nullable UUID id(String text) {
    return PathIds.isUuid(text) ? UUID.fromString(text) : null;
  }

  private static @Nullable String name(String text) {
    return text.indexOf(0) < 0 ? text : null;
  }

  private static ObjectNode show(AuditEntry entry) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", entry.id().toString());
    node.put("at", ProbeJson.instant(entry.at()));
    node.putObject("actor").put("key", entry.keyId().toString()).put("name", entry.actor());
    node.put("address", entry.address());
    node.put("operation", entry.operation());
    node.putObject("subject").put("kind", entry.kind()).put("id", entry.subject().toString());
    node.set("changes", entry.changes());
    return node;
  }
}
