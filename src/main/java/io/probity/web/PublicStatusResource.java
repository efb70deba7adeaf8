package io.probity.web;

import io.probity.access.Callers;
import io.probity.status.PublicPage;
import io.probity.status.StatusPages;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Status pages: to everybody if they are public, otherwise to whoever has a key for them. */
@Path("/status")
@PermitAll
public final class PublicStatusResource {
  private static final String SLUG = "{slug:[a-z0-9-]{1,63}}";
  private static final String PUBLIC = "public, max-age=15";
  private static final String PRIVATE = "no-store";

  private final StatusPages pages;
  private final StatusAnswers answers;
  private final Callers callers;

  PublicStatusResource(StatusPages pages, StatusAnswers answers, Callers callers) {
    this.pages = pages;
    this.answers = answers;
    this.callers = callers;
  }

  /** For people. */
  @GET
  @Path(SLUG)
  @Operation(hidden = true)
  public Response page(@PathParam("slug") String slug, @Context Request request) {
    Optional<PublicPage> open = pages.open(slug);
    return answers
        .page(slug, open.orElseGet(() -> within(slug)))
        .to(request, caching(open))
        .build();
  }

  /** For programs. */
  @GET
  @Path(SLUG + ".json")
  @Operation(hidden = true)
  public Response json(@PathParam("slug") String slug, @Context Request request) {
    Optional<PublicPage> open = pages.open(slug);
    PublicPage page = open.orElseGet(() -> within(slug));
    return CacheableAnswer.of(MediaType.APPLICATION_JSON, StatusJson.of(page).toString(), page.at())
        .to(request, caching(open))
        .build();
  }

  private static String caching(Optional<PublicPage> open) {
    return open.isPresent() ? PUBLIC : PRIVATE;
  }

  private PublicPage within(String slug) {
    return callers
        .reachIfKnown()
        .flatMap(reach -> pages.within(slug, reach))
        .orElseThrow(NotFoundException::new);
  }
}
