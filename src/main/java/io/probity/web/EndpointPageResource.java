package io.probity.web;

import io.probity.access.Callers;
import io.probity.access.Role;
import io.probity.db.Reach;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointQuery;
import io.probity.endpoint.Endpoints;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The page of an endpoint, where whoever has to mend it starts. */
@Path("/endpoints")
@RolesAllowed(Role.VIEWER_NAME)
public final class EndpointPageResource {
  private static final int PIECE = 500;

  private final Endpoints endpoints;
  private final EndpointPages pages;
  private final Callers callers;
  private final Html html;

  EndpointPageResource(Endpoints endpoints, EndpointPages pages, Callers callers, Html html) {
    this.endpoints = endpoints;
    this.pages = pages;
    this.callers = callers;
    this.html = html;
  }

  /** The page. */
  @GET
  @Path("{id}")
  @Operation(hidden = true)
  public Response show(
      @PathParam("id") String id,
      @QueryParam("window") @DefaultValue("") String window,
      @QueryParam("phase") @DefaultValue("") String phase,
      @QueryParam("verdict") @DefaultValue("") String verdict,
      @QueryParam("failure") @DefaultValue("") String failure,
      @QueryParam("from") @DefaultValue("") String from,
      @QueryParam("to") @DefaultValue("") String to,
      @QueryParam("before") @DefaultValue("") String before) {
    Reach reach = callers.reach();
    Endpoint endpoint = endpoints.find(uuid(id), reach).orElseThrow(NotFoundException::new);
    EndpointPage page =
        pages.show(
            endpoint, reach, new CheckQuery(window, phase, verdict, failure, from, to, before));
    Frame frame =
        html.frame(page.name(), "overview")
            .styled("uplot.css", "waterfall.css", "endpoint.css")
            .scripted("endpoint.js")
            .live("?endpoint=" + page.id());
    return html.page("endpoint", frame, page);
  }

  /** Leads to the page of whichever endpoint has a key. */
  @GET
  @Path("by-key/{key}")
  @Operation(hidden = true)
  public Response find(@PathParam("key") String key) {
    Endpoint endpoint = byKey(key).orElseThrow(NotFoundException::new);
    return Response.seeOther(URI.create("/endpoints/" + endpoint.publicId())).build();
  }

  private Optional<Endpoint> byKey(String key) {
    EndpointQuery query = new EndpointQuery(List.of(), Set.of(), key);
    long after = 0;
    List<Endpoint> piece;
    do {
      piece = endpoints.list(query, callers.reach(), after, PIECE);
      for (Endpoint each : piece) {
        if (key.equals(each.spec().key())) {
          return Optional.of(each);
        }
        after = each.id();
      }
    } while (piece.size() == PIECE);
    return Optional.empty();
  }

  /** What is no id names nothing. */
  private static UUID uuid(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new NotFoundException(e);
    }
  }
}
