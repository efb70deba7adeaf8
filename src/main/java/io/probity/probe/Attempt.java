package io.probity.probe;

import io.probity.tls.TlsFacts;
import java.time.Instant;
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

  /**
   * The same attempt judged: with these failures, and without the body, which nobody needs any
   * more.
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
                new byte[0]);
    return new Attempt(startedAt, timings, address, connection, tls, kept, down, degraded);
  }

  /** Whether the attempt used a connection that had served before. */
  public boolean reused() {
    return connection != null && connection.reused();
  }
}
