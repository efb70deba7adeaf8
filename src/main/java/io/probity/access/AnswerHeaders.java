package io.probity.access;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Headers of every answer that tell browsers what they must not do with it (OWASP HTTP Headers
 * Cheat Sheet, REST Security Cheat Sheet). What an answer says by itself stays, so that one that
 * may be kept or embedded says so.
 */
public class AnswerHeaders {
  private static final Map<String, String> ALWAYS =
      Map.of(
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Cache-Control", "no-store");
  private static final String POLICY = "Content-Security-Policy";
  private static final String DATA = "default-src 'none'; frame-ancestors 'none'";
  private static final String PAGE =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self';"
          + " base-uri 'none'; frame-ancestors 'none'";
  private static final String TLS_ONLY = "Strict-Transport-Security";
  private static final String YEAR = "max-age=31536000";

  void onRouter(@Observes Router router) {
    router.route().order(Doors.HEADERS).handler(AnswerHeaders::prepare);
  }

  private static void prepare(RoutingContext context) {
    context.addHeadersEndHandler(
        nothing ->
            complete(context.response().headers(), "https".equals(context.request().scheme())));
    context.next();
  }

  static void complete(MultiMap headers, boolean encrypted) {
    ALWAYS.forEach((name, value) -> setIfAbsent(headers, name, value));
    String type = headers.get(HttpHeaders.CONTENT_TYPE);
    setIfAbsent(headers, POLICY, isPage(type) ? PAGE : DATA);
    if (isPage(type)) {
      setIfAbsent(headers, "Cross-Origin-Opener-Policy", "same-origin");
    }
    if (encrypted) {
      setIfAbsent(headers, TLS_ONLY, YEAR);
    }
  }

  private static boolean isPage(@Nullable String type) {
    return type != null && type.regionMatches(true, 0, "text/html", 0, "text/html".length());
  }

  private static void setIfAbsent(MultiMap headers, String name, String value) {
    if (!headers.contains(name)) {
      headers.set(name, value);
    }
  }
}
