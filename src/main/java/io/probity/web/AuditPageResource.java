package io.probity.web;

import io.probity.access.AuditEntry;
import io.probity.access.AuditFilter;
import io.probity.access.AuditStore;
import io.probity.access.Callers;
import io.probity.access.Role;
import io.probity.db.Reach;
import io.probity.endpoint.EndpointNameStore;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Where people look up who changed what. */
@Path("/audit")
@RolesAllowed(Role.ADMIN_NAME)
public final class AuditPageResource {
  private static final int PAGE = 50;

  private final AuditStore audit;
  private final EndpointNameStore names;
  private final Callers callers;
  private final InstantSource clock;
  private final Html html;

  AuditPageResource(
      AuditStore audit, EndpointNameStore names, Callers callers, InstantSource clock, Html html) {
    this.audit = audit;
    this.names = names;
    this.callers = callers;
    this.clock = clock;
    this.html = html;
  }

  /**
   * What the page shows.
   *
   * @param asked as it was asked for
   * @param kinds what can be filtered by
   * @param next link to the page after, null: this is the last one
   */
  record AuditPage(
      List<AuditRow> rows, AuditQuery asked, List<String> kinds, @Nullable String next) {}

  /** Newest first. */
  @GET
  @Operation(hidden = true)
  public Response list(
      @QueryParam("kind") @DefaultValue("") String kind,
      @QueryParam("actor") @DefaultValue("") String actor,
      @QueryParam("id") @DefaultValue("") String id,
      @QueryParam("from") @DefaultValue("") String from,
      @QueryParam("to") @DefaultValue("") String to,
      @QueryParam("before") @DefaultValue("") String before) {
    AuditQuery asked = new AuditQuery(kind, actor, id, from, to, before);
    Instant now = clock.instant();
    Reach reach = callers.reach();
    AuditFilter filter = asked.filter();
    List<AuditEntry> rows = audit.page(filter, reach, asked.position(), PAGE + 1);
    List<AuditEntry> kept = rows.size() > PAGE ? rows.subList(0, PAGE) : rows;
    Map<UUID, String> called =
        names.of(
            kept.stream()
                .filter(each -> each.kind().equals("endpoint"))
                .map(AuditEntry::subject)
                .distinct()
                .toList(),
            reach);
    return html.page(
        "audit",
        html.frame("Audit", "audit").styled("forms.css"),
        new AuditPage(
            kept.stream().map(each -> AuditRow.of(each, called, now)).toList(),
            asked,
            AuditQuery.KINDS,
            rows.size() > PAGE ? asked.link(kept.get(kept.size() - 1).id()) : null));
  }
}
