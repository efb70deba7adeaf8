package io.probity.api;

import io.probity.access.BodyLimit;
import io.probity.access.LastAdmin;
import io.probity.access.TooManyRequests;
import io.probity.check.TooManyChecks;
import io.probity.check.TooManyReplays;
import io.probity.config.OwnedByOthers;
import io.probity.db.DbUnavailable;
import io.probity.endpoint.InvalidInput;
import io.probity.endpoint.KeyTaken;
import io.probity.endpoint.TooManyEndpoints;
import io.probity.endpoint.UnreadableEndpoint;
import io.probity.status.SlugTaken;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Turns what resources throw into problem details. */
final class Problems {
  private static final Logger LOG = Logger.getLogger(Problems.class);
  private static final int RETRY_SECONDS = 2;
  private static final Map<Integer, String> DETAILS =
      Map.of(
          404, "There is nothing here.",
          405, "This method is not allowed here.",
          406, "None of the media types asked for can be answered.",
          413, BodyLimit.TOO_LARGE,
          415, "The Content-Type of the body is not one that is taken here.");

  private final AllowedMethods allowed;

  Problems(AllowedMethods allowed) {
    this.allowed = allowed;
  }

  @ServerExceptionMapper
  Response invalid(InvalidInput e, UriInfo uri) {
    return Problem.invalid(e.errors(), Problem.instance(uri)).response();
  }

  @ServerExceptionMapper
  Response unparseable(Unparseable e, UriInfo uri) {
    return Problem.of(400, "Bad Request", e.getMessage(), Problem.instance(uri)).response();
  }

  @ServerExceptionMapper
  Response conflict(Conflict e, UriInfo uri) {
    return Problem.ofKind(e.kind(), 409, "Conflict", message(e), Problem.instance(uri)).response();
  }

  @ServerExceptionMapper
  Response lastAdmin(LastAdmin e, UriInfo uri) {
    return Problem.ofKind("last-admin", 409, "Conflict", message(e), Problem.instance(uri))
        .response();
  }

  @ServerExceptionMapper
  Response taken(KeyTaken e, UriInfo uri) {
    return Problem.ofKind("key-taken", 409, "Conflict", message(e), Problem.instance(uri))
        .response();
  }

  @ServerExceptionMapper
  Response taken(SlugTaken e, UriInfo uri) {
    return Problem.ofKind("slug-taken", 409, "Conflict", message(e), Problem.instance(uri))
        .response();
  }

  @ServerExceptionMapper
  Response full(TooManyEndpoints e, UriInfo uri) {
    return Problem.ofKind("too-many-endpoints", 409, "Conflict", message(e), Problem.instance(uri))
        .response();
  }

  @ServerExceptionMapper
  Response ownedByOthers(OwnedByOthers e, UriInfo uri) {
    return Problem.ofKind("owned-by-others", 409, "Conflict", message(e), Problem.instance(uri))
        .response();
  }

  @ServerExceptionMapper
  Response unreadable(UnreadableEndpoint e, UriInfo uri) {
    LOG.errorf(e, "%s failed", Problem.instance(uri));
    return Problem.ofKind(
            "unreadable-configuration",
            500,
            "Internal Server Error",
            "The stored configuration cannot be read; was it sealed with another key? "
                + "It can be replaced as a whole (PUT) or deleted.",
            Problem.instance(uri))
        .response();
  }

  @ServerExceptionMapper
  Response stale(StaleRevision e, UriInfo uri) {
    return Problem.ofKind(
            "stale-revision", 412, "Precondition Failed", message(e), Problem.instance(uri))
        .response();
  }

  @ServerExceptionMapper
  Response away(DbUnavailable e, UriInfo uri) {
    LOG.debugf(e, "%s was refused: the database is away", Problem.instance(uri));
    return Problem.ofKind(
            "store-unavailable",
            503,
            "Service Unavailable",
            "The database is away just now; monitoring goes on. Try again in a moment.",
            Problem.instance(uri))
        .builder()
        .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
        .build();
  }

  @ServerExceptionMapper
  Response busy(TooManyChecks e, UriInfo uri) {
    return Problem.ofKind(
            "too-many-checks", 429, "Too Many Requests", message(e), Problem.instance(uri))
        .builder()
        .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
        .build();
  }

  @ServerExceptionMapper
  Response busy(TooManyReplays e, UriInfo uri) {
    return Problem.ofKind(
            "too-many-replays", 429, "Too Many Requests", message(e), Problem.instance(uri))
        .builder()
        .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
        .build();
  }

  @ServerExceptionMapper
  Response asksTooMuch(TooManyRequests e, UriInfo uri) {
    return Problem.of(429, "Too Many Requests", message(e), Problem.instance(uri))
        .builder()
        .header(HttpHeaders.RETRY_AFTER, e.retrySeconds())
        .build();
  }

  @ServerExceptionMapper
  Response guessing(TooManyLogIns e, UriInfo uri) {
    return Problem.ofKind(
            "too-many-log-ins", 429, "Too Many Requests", message(e), Problem.instance(uri))
        .builder()
        .header(HttpHeaders.RETRY_AFTER, e.retrySeconds())
        .build();
  }

  @ServerExceptionMapper
  Response http(WebApplicationException e, UriInfo uri, Request request) {
    Response given = e.getResponse();
    int status = given.getStatus();
    if (status == 404 || status == 405) {
      Set<String> methods = allowed.of(uri.getPath());
      if (!methods.isEmpty() && !methods.contains(request.getMethod())) {
        return notAllowed(methods, uri);
      }
    }
    if (status < 400 || given.hasEntity()) {
      return given;
    }
    if (status >= 500) {
      LOG.errorf(e, "%s failed", Problem.instance(uri));
    }
    Response.ResponseBuilder answer =
        Problem.of(
                status,
                given.getStatusInfo().getReasonPhrase(),
                detail(status),
                Problem.instance(uri))
            .builder();
    given.getHeaders().forEach((name, values) -> values.forEach(v -> copy(answer, name, v)));
    return answer.build();
  }

  /** Also what goes wrong with writing an answer, and checked exceptions. */
  @ServerExceptionMapper
  Response unexpected(Throwable e, UriInfo uri) {
    UUID id = UUID.randomUUID();
    LOG.errorf(e, "%s failed (%s)", Problem.instance(uri), id);
    return Problem.of(
            500,
            "Internal Server Error",
            "This is a fault of the service; its log tells more under " + id + ".",
            Problem.instance(uri))
        .response();
  }

  private static Response notAllowed(Set<String> methods, UriInfo uri) {
    return Problem.of(405, "Method Not Allowed", detail(405), Problem.instance(uri))
        .builder()
        .header(HttpHeaders.ALLOW, String.join(", ", methods))
        .build();
  }

  private static void copy(Response.ResponseBuilder answer, String name, Object value) {
    if (!name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE)
        && !name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH)) {
      answer.header(name, value);
    }
  }

  private static @Nullable String detail(int status) {
    return DETAILS.get(status);
  }

  private static String message(RuntimeException e) {
    return String.valueOf(e.getMessage());
  }
}
