package io.probity.access;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * An answer that refuses a request before any resource sees it (RFC 9457), the same wherever in the
 * stack it is decided.
 *
 * @param status 400, 401, 403, 413, 429 or 503
 * @param invalidToken whether a key was sent that opens nothing
 * @param instance the path asked for, without what no URI may hold
 */
record AccessProblem(
    int status, boolean invalidToken, String title, String detail, String instance) {
  static final String CONTENT_TYPE = "application/problem+json";
  static final String CHALLENGE_HEADER = "WWW-Authenticate";

  /** Leaves out of the path what no URI may hold. */
  AccessProblem {
    instance = instance.replaceAll("[^!-~]|[<>\"{}|\\\\^`]|%(?![0-9A-Fa-f]{2})", "");
  }

  static AccessProblem malformed(@Nullable String path) {
    return new AccessProblem(
        400,
        false,
        "Bad Request",
        "The target of the request or one of its headers is malformed.",
        path == null ? "/" : path);
  }

  static AccessProblem unauthorized(boolean hasToken, String path) {
    return new AccessProblem(
        401,
        hasToken,
        "Unauthorized",
        hasToken
            ? "The key is unknown, revoked or expired."
            : "A key is required: send the header Authorization: Bearer <key>.",
        path);
  }

  static AccessProblem forbidden(String path) {
    return new AccessProblem(
        403, false, "Forbidden", "The role of this key does not allow the request.", path);
  }

  /** The value of WWW-Authenticate (RFC 6750 section 3). */
  static String challenge(boolean invalidToken) {
    return "Bearer realm=\"probity\"" + (invalidToken ? ", error=\"invalid_token\"" : "");
  }

  String body() {
    return new JsonObject()
        .put("type", "about:blank")
        .put("title", title)
        .put("status", status)
        .put("detail", detail)
        .put("instance", instance)
        .encode();
  }

  void answer(RoutingContext context) {
    var response = context.response();
    if (response.ended() || response.headWritten()) {
      return;
    }
    response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, CONTENT_TYPE);
    if (status == 401) {
      response.putHeader(CHALLENGE_HEADER, challenge(invalidToken));
    }
    response.end(body());
  }
}
