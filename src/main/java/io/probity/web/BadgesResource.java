package io.probity.web;

import io.probity.access.Callers;
import io.probity.history.Standings.Standing;
import io.probity.status.BadgeStandings;
import io.probity.web.BadgeFace.Kind;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Badges: of public endpoints to everybody, of others to whoever has a key that reaches them. */
@Path("/badges/{key}")
@PermitAll
public final class BadgesResource {
  private static final String KIND = "{kind:status|uptime|latency|certificate}";
  private static final String SVG = "image/svg+xml;charset=utf-8";
  private static final String PUBLIC = "public, max-age=60";
  private static final String PRIVATE = "no-store";
  private static final Map<String, Integer> DAYS = Map.of("24h", 1, "7d", 7, "30d", 30, "90d", 90);
  private static final int MAX_LABEL = 60;

  private final BadgeStandings standings;
  private final Callers callers;
  private final InstantSource clock;

  BadgesResource(BadgeStandings standings, Callers callers, InstantSource clock) {
    this.standings = standings;
    this.callers = callers;
    this.clock = clock;
  }

  /** A badge and who may keep it. */
  private record Found(BadgeFace face, boolean open) {
    Response answer(String type, String content, Request request) {
      return CacheableAnswer.of(type, content, null)
          .to(request, open ? PUBLIC : PRIVATE)
          .header("Cross-Origin-Resource-Policy", "cross-origin")
          .header("Access-Control-Allow-Origin", "*")
          .build();
    }
  }

  /** The picture. */
  @GET
  @Path(KIND + ".svg")
  @Operation(hidden = true)
  public Response svg(
      @PathParam("key") String key,
      @PathParam("kind") String kind,
      @QueryParam("window") @Nullable String window,
      @QueryParam("label") @Nullable String label,
      @Context Request request) {
    Found found = find(key, kind, window, label);
    return found.answer(SVG, BadgeSvg.draw(found.face()), request);
  }

  /** What shields.io makes a picture from. */
  @GET
  @Path(KIND + ".json")
  @Operation(hidden = true)
  public Response json(
      @PathParam("key") String key,
      @PathParam("kind") String kind,
      @QueryParam("window") @Nullable String window,
      @QueryParam("label") @Nullable String label,
      @Context Request request) {
    Found found = find(key, kind, window, label);
    return found.answer(MediaType.APPLICATION_JSON, found.face().json().toString(), request);
  }

  private Found find(String key, String kind, @Nullable String window, @Nullable String label) {
    String wanted = window == null ? "24h" : window;
    Integer days = DAYS.get(wanted);
    if (days == null) {
      throw new BadRequestException("window must be one of 24h, 7d, 30d and 90d");
    }
    if (label != null && label.length() > MAX_LABEL) {
      throw new BadRequestException("label must be at most " + MAX_LABEL + " characters long");
    }
    Optional<Standing> open = standings.open(key, days);
    Standing standing =
        open.or(() -> callers.reachIfKnown().flatMap(reach -> standings.within(key, reach, days)))
            .orElseThrow(NotFoundException::new);
    BadgeFace face =
        BadgeFace.of(Kind.valueOf(kind.toUpperCase(Locale.ROOT)), standing, wanted, clock.instant())
            .labelled(label);
    return new Found(face, open.isPresent());
  }
}
