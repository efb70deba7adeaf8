package io.probity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.probity.endpoint.InvalidInput.FieldError;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as RFC 9457 says it.
 *
 * @param type {@code about:blank} where the status says all, else a URN that names the kind
 * @param detail one sentence for people, never internals; left out where null
 * @param instance the path asked for
 * @param errors the fields that are wrong, empty (and left out) for everything but 422
 */
record Problem(
    String type,
    String title,
    int status,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String detail,
    String instance,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FieldError> errors) {
  static final String MEDIA_TYPE = "application/problem+json";
  private static final String URN = "urn:probity:problem:";
  private static final int MAX_ERRORS = 100;

  /** A problem that its status says all about. */
  static Problem of(int status, String title, @Nullable String detail, String instance) {
    return new Problem("about:blank", title, status, detail, instance, List.of());
  }

  /** A problem of a kind of its own. */
  static Problem ofKind(String kind, int status, String title, String detail, String instance) {
    return new Problem(URN + kind, title, status, detail, instance, List.of());
  }

  /** The path asked for, as a URI reference. */
  static String instance(UriInfo uri) {
    String path = uri.getRequestUri().getRawPath();
    return path == null ? "/" : path.replaceAll("[^!-~]|[<>\"{}|\\\\^`]", "");
  }

  /** Input that was understood but is not valid; names the first 100 fields. */
  static Problem invalid(List<FieldError> errors, String instance) {
    String detail =
        errors.size() == 1 ? "One field is not valid." : errors.size() + " fields are not valid.";
    List<FieldError> named = errors.subList(0, Math.min(errors.size(), MAX_ERRORS));
    return new Problem(URN + "invalid-input", "Invalid input", 422, detail, instance, named);
  }

  /** The answer that carries it. */
  Response response() {
    return builder().build();
  }

  /** The answer that carries it, for more headers. */
  Response.ResponseBuilder builder() {
    return Response.status(status).type(MediaType.valueOf(MEDIA_TYPE)).entity(this);
  }
}
