package io.probity.probe.http;

import io.probity.endpoint.Assertion;
import io.probity.endpoint.EndpointSpec;
import io.probity.probe.Attempt;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Response;
import io.vertx.core.impl.ContextInternal;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Whether an endpoint's assertions need the body, and the body as they need it. */
final class BodyUse {
  private BodyUse() {}

  static boolean wanted(EndpointSpec spec) {
    for (Assertion assertion : spec.assertions()) {
      if (assertion instanceof Assertion.Body || assertion instanceof Assertion.Json) {
        return true;
      }
    }
    return false;
  }

  /**
   * Undoes the content coding of a wanted body, on a worker, since little input may grow to much.
   *
   * @param done called on the loop, at once where there is nothing to undo
   * @param bug called instead if the worker failed
   */
  static void decoded(
      Attempt attempt,
      EndpointSpec spec,
      ContextInternal context,
      Consumer<Attempt> done,
      Consumer<Throwable> bug) {
    Response response = attempt.response();
    String coding = response == null ? null : coding(response);
    if (response == null || coding == null || response.body().length == 0) {
      done.accept(attempt);
      return;
    }
    context
        .executeBlocking(() -> ContentCoding.decode(response.body(), coding, spec.maxBody()), false)
        .onSuccess(decoded -> done.accept(with(attempt, response, decoded, spec.maxBody())))
        .onFailure(bug::accept);
  }

  private static @Nullable String coding(Response response) {
    List<String> fields = response.headers().get("content-encoding");
    if (fields == null) {
      return null;
    }
    String joined = String.join(",", fields);
    return ContentCoding.isCoded(joined) ? joined : null;
  }

  private static Attempt with(
      Attempt attempt, Response response, ContentCoding.Decoded decoded, long max) {
    if (decoded instanceof ContentCoding.Decoded.Plain plain) {
      return copy(attempt, response, plain.bytes(), null);
    }
    Failure failure =
        decoded instanceof ContentCoding.Decoded.Undecodable undecodable
            ? new Failure(
                FailureClass.RESPONSE_ENCODING,
                "The body does not follow its Content-Encoding "
                    + undecodable.coding()
                    + ", or that is not supported.",
                Map.of("coding", undecodable.coding()))
            : new Failure(
                FailureClass.RESPONSE_BODY_TOO_LARGE,
                "The decompressed body is larger than the limit of " + max + " bytes.",
                Map.of("limit", max));
    return copy(attempt, response, new byte[0], failure);
  }

  private static Attempt copy(
      Attempt attempt, Response response, byte[] body, @Nullable Failure failure) {
    return new Attempt(
        attempt.startedAt(),
        attempt.timings(),
        attempt.address(),
        attempt.connection(),
        attempt.tls(),
        new Response(
            response.status(), response.version(), response.headers(), response.bytes(), body),
        failure,
        null);
  }
}
