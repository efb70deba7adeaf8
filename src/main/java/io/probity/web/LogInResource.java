package io.probity.web;

import io.probity.access.Callers;
import io.probity.access.SessionCookie;
import io.probity.access.Sessions;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Where people exchange a key for a session. */
@Path("/")
@PermitAll
public final class LogInResource {
  private static final int MAX_KEY = 500;

  private final Sessions sessions;
  private final Callers callers;
  private final Html html;

  LogInResource(Sessions sessions, Callers callers, Html html) {
    this.sessions = sessions;
    this.callers = callers;
    this.html = html;
  }

  /**
   * What the page shows.
   *
   * @param next where to go then: a path of this site
   * @param problem why it did not work; null at first
   */
  record LogIn(String next, @Nullable String problem) {}

  /** Asks for a key. */
  @GET
  @Path("log-in")
  @Operation(hidden = true)
  public Response ask(@QueryParam("next") @Nullable String next) {
    return answer(200, next, null);
  }

  /** Logs in. */
  @POST
  @Path("log-in")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Operation(hidden = true)
  public Response begin(
      @FormParam("key") @Nullable String key,
      @FormParam("next") @Nullable String next,
      @Context UriInfo uri) {
    Duration wait = callers.beginLogIn();
    if (!wait.isZero()) {
      Response refused =
          answer(429, next, "Too many attempts. Try again in " + Moment.span(wait) + ".");
      return Response.fromResponse(refused)
          .header(HttpHeaders.RETRY_AFTER, wait.toSeconds())
          .build();
    }
    Optional<Sessions.Begun> begun =
        Optional.ofNullable(key)
            .map(String::strip)
            .filter(text -> text.length() <= MAX_KEY)
            .flatMap(text -> sessions.begin(text, opened -> callers.trail(opened, "beginSession")));
    if (begun.isEmpty()) {
      return answer(401, next, "This key is unknown, revoked or expired.");
    }
    callers.loggedIn();
    return Response.seeOther(URI.create(local(next)))
        .cookie(SessionCookie.begin(begun.get().token(), uri))
        .build();
  }

  /** Logs out, also who is not logged in. */
  @POST
  @Path("log-out")
  @Operation(hidden = true)
  public Response end(@Context UriInfo uri) {
    callers
        .session()
        .ifPresent(
            session ->
                sessions.end(session, callers.key().labels(), callers.doing("endSession").trail()));
    return Response.seeOther(URI.create("/log-in")).cookie(SessionCookie.end(uri)).build();
  }

  private Response answer(int status, @Nullable String next, @Nullable String problem) {
    return html.page(
        status,
        "log-in",
        Frame.open("Log in").styled("log-in.css"),
        new LogIn(local(next), problem));
  }

  /** Nobody is sent to another site from here. */
  static String local(@Nullable String next) {
    if (next == null || !next.startsWith("/") || next.startsWith("//") || next.contains("\\")) {
      return "/";
    }
    try {
      URI uri = URI.create(next);
      return uri.getRawAuthority() == null && uri.getScheme() == null ? next : "/";
    } catch (IllegalArgumentException e) {
      return "/";
    }
  }
}
