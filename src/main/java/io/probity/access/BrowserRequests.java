package io.probity.access;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells people who look at pages from programs, so that they get a page where they may not pass.
 */
public final class BrowserRequests {
  private static final List<String> PROGRAMS =
      List.of("/api/", "/q/", "/openapi", "/metrics", "/assets/", "/badges/");

  private BrowserRequests() {}

  /** Whether a person waits for a page. */
  public static boolean isForPage(String path, @Nullable String accept) {
    return accept != null
        && accept.contains("text/html")
        && PROGRAMS.stream().noneMatch(path::startsWith);
  }

  /**
   * Sends whoever is not logged in to where they can, and back.
   *
   * @return whether the request was one for a page
   */
  static boolean redirect(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (BearerMechanism.hasToken(context)
        || !isForPage(request.path(), request.getHeader(HttpHeaders.ACCEPT))
        || context.response().ended()) {
      return false;
    }
    context
        .response()
        .setStatusCode(303)
        .putHeader(HttpHeaders.LOCATION, "/log-in" + next(request))
        .end();
    return true;
  }

  private static String next(HttpServerRequest request) {
    return request.method() == HttpMethod.GET && !request.uri().equals("/")
        ? "?next=" + URLEncoder.encode(request.uri(), StandardCharsets.UTF_8)
        : "";
  }
}
