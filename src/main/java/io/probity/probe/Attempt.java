package io.probity.probe;

import io.probity.tls.TlsFacts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One try of a check, with everything seen of it; facts survive failure.
 *
 * @param startedAt when the attempt began
 * @param address the address (literal) that was tried last, null: none was
 * @param connection null: none was established
 * @param tls null: no handshake began
 * @param response null: no complete head arrived; on a failure after the head it is kept
 * @param failure why it failed (an assertion of severity down included), null: it passed
 * @param degradation the first failed assertion of severity degraded, null: none
 */
public record Attempt(
    Instant startedAt,
    Timings timings,
    @Nullable String address,
    @Nullable ConnectionFacts connection,
    @Nullable TlsFacts tls,
    @Nullable Response response,
    @Nullable Failure failure,
    @Nullable Failure degradation) {
  private static final byte[] NO_BODY = {};

  /**
   * The same attempt judged: with these failures, and without the body, which nobody needs any
   * more. The very same if that changes nothing.
   */
  public Attempt judged(@Nullable Failure down, @Nullable Failure degraded) {
    Response kept =
        response == null || response.body().length == 0
            ? response
            : new Response(
                response.status(),
                response.version(),
                response.headers(),
                response.bytes(),
                NO_BODY);
    boolean same =
        Objects.equals(kept, response)
            && Objects.equals(down, failure)
            && Objects.equals(degraded, degradation);
    return same
        ? this
        : new Attempt(startedAt, timings, address, connection, tls, kept, down, degraded);
  }

  /** The same attempt with other response headers, if there was a response. */
  Attempt withHeaders(Map<String, List<String>> headers) {
    if (response == null) {
      return this;
    }
    Response other =
        new Response(
            response.status(), response.version(), headers, response.bytes(), response.body());
    return new Attempt(startedAt, timings, address, connection, tls, other, failure, degradation);
  }

  /** Whether the attempt used a connection that had served before. */
  public boolean reused() {
    return connection != null && connection.reused();
  }
}
