package io.probity.access;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;

/** Refuses bodies that announce to be too large; who reads them counts those that do not. */
public class BodyLimit {
  /** What a body may have at most: 10 MiB. */
  public static final int MAX_BYTES = 10 << 20;

  /** How a larger one is refused. */
  public static final String TOO_LARGE = "The body is larger than 10 MiB.";

  private static final int MAX_DIGITS = 18;

  void onRouter(@Observes Router router) {
    router.route().order(Doors.FORM).handler(BodyLimit::check);
  }

  private static void check(RoutingContext context) {
    String length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null || !isTooLarge(length)) {
      context.next();
      return;
    }
    context.response().putHeader(HttpHeaders.CONNECTION, "close");
    new AccessProblem(413, false, "Request Entity Too Large", TOO_LARGE, context.request().path())
        .answer(context);
  }

  private static boolean isTooLarge(String length) {
    return length.matches("\\d+")
        && (length.length() > MAX_DIGITS || Long.parseLong(length) > MAX_BYTES);
  }
}
