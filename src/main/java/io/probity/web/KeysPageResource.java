package io.probity.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.access.ApiKey;
import io.probity.access.ApiKeys;
import io.probity.access.Callers;
import io.probity.access.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Where people make and revoke keys. */
@Path("/keys")
@RolesAllowed(Role.ADMIN_NAME)
public final class KeysPageResource {
  private static final int PAGE = 100;

  private final ApiKeys keys;
  private final Callers callers;
  private final InstantSource clock;
  private final Html html;

  KeysPageResource(ApiKeys keys, Callers callers, InstantSource clock, Html html) {
    this.keys = keys;
    this.callers = callers;
    this.clock = clock;
    this.html = html;
  }

  /**
   * What the page shows.
   *
   * @param next before which id the next page begins, null: this is the last one
   * @param form for another key, which is restricted as whoever makes it is
   */
  record KeysPage(List<KeyRow> rows, @Nullable String next, FormDocument form) {
    static KeysPage of(List<KeyRow> rows, @Nullable String next, ApiKey viewer) {
      ObjectNode document = JsonNodeFactory.instance.objectNode();
      ObjectNode labels = document.putObject("labels");
      viewer.labels().forEach(labels::put);
      return new KeysPage(rows, next, FormDocument.blank(document));
    }
  }

  /** All that were not revoked, newest first. */
  @GET
  @Operation(hidden = true)
  public Response list(@QueryParam("before") @Nullable String before) {
    Instant now = clock.instant();
    ApiKey viewer = callers.key();
    List<ApiKey> rows = keys.newest(callers.reach(), PagePaths.orNull(before), PAGE + 1);
    List<ApiKey> kept = rows.size() > PAGE ? rows.subList(0, PAGE) : rows;
    return html.page(
        "keys",
        html.frame("Keys", "keys").styled("forms.css").scripted("form.js"),
        KeysPage.of(
            kept.stream().map(each -> KeyRow.of(each, viewer, now)).toList(),
            rows.size() > PAGE ? kept.get(kept.size() - 1).id().toString() : null,
            viewer));
  }
}
