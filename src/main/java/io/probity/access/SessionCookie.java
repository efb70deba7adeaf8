package io.probity.access;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The cookie of a session, and that no other site makes use of it. It is {@code SameSite=Strict};
 * beyond that a request that would change something and brings it must come from our own pages, as
 * {@code Sec-Fetch-Site} says, or {@code Origin} where a browser does not send that; who sends
 * neither must send {@code X-Requested-With}, which no form of another site can (OWASP Cross-Site
 * Request Forgery Prevention Cheat Sheet: fetch metadata, standard headers, custom header).
 */
public class SessionCookie {
  /** Its name. */
  public static final String NAME = "probity_session";

  private static final Set<HttpMethod> SAFE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
  private static final String CROSS_SITE =
      "With a session only pages of this site may change anything. Programs send a key, or the header"
          + " X-Requested-With.";

  void onRouter(@Observes Router router) {
    router.route().order(Doors.FORM).handler(SessionCookie::check);
  }

  private static void check(RoutingContext context) {
    if (SAFE.contains(context.request().method())
        || BearerMechanism.hasToken(context)
        || of(context).isEmpty()
        || isOurs(context.request())) {
      context.next();
      return;
    }
    new AccessProblem(403, false, "Forbidden", CROSS_SITE, context.request().path())
        .answer(context);
  }

  /** Brings a token to a browser, for as long as its session lasts. */
  public static NewCookie begin(String token, UriInfo uri) {
    return cookie(token, Sessions.LIFE, uri);
  }

  /** Has a browser forget its token. */
  public static NewCookie end(UriInfo uri) {
    return cookie("", Duration.ZERO, uri);
  }

  private static NewCookie cookie(String value, Duration life, UriInfo uri) {
    return new NewCookie.Builder(NAME)
        .value(value)
        .path("/")
        .maxAge((int) life.toSeconds())
        .httpOnly(true)
        .secure(uri.getRequestUri().getScheme().equals("https"))
        .sameSite(NewCookie.SameSite.STRICT)
        .build();
  }

  /** The token that a request brings. */
  static Optional<String> of(RoutingContext context) {
    return Optional.ofNullable(context.request().getCookie(NAME)).map(Cookie::getValue);
  }

  private static boolean isOurs(HttpServerRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      return site.equals("same-origin");
    }
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    return origin != null
        ? isSame(origin, request.getHeader(HttpHeaders.HOST))
        : request.getHeader("X-Requested-With") != null;
  }

  private static boolean isSame(String origin, @Nullable String host) {
    try {
      return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
