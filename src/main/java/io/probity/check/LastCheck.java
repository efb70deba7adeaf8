package io.probity.check;

import io.probity.probe.Attempt;
import io.probity.probe.Check;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.HttpVersion;
import io.probity.probe.Response;
import io.probity.probe.Timings;
import io.probity.probe.Verdict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is kept in memory of an endpoint's newest check, for exporters: no texts, no evidence.
 *
 * @param failure why it is not up, null: it is
 * @param status 0: no response
 * @param version null: no response
 * @param address literal, null: none was tried
 * @param attempts at least 1
 * @param bytes length of the body as received, 0 without a response
 * @param timings the deciding attempt's
 * @param tls null: no TLS on the way
 */
public record LastCheck(
    Instant at,
    Verdict verdict,
    @Nullable FailureClass failure,
    int status,
    @Nullable HttpVersion version,
    @Nullable String address,
    int attempts,
    long bytes,
    Timings timings,
    @Nullable PresentedTls tls) {

  /**
   * The check's deciding attempt in short.
   *
   * @param before the newest check until now, null: there was none
   */
  static LastCheck of(Check check, @Nullable LastCheck before) {
    Attempt deciding = check.deciding();
    Failure failure = check.failure();
    Response response = deciding.response();
    return new LastCheck(
        check.at(),
        check.verdict(),
        failure == null ? null : failure.cls(),
        response == null ? 0 : response.status(),
        response == null ? null : response.version(),
        deciding.address(),
        check.attempts().size(),
        response == null ? 0 : response.bytes(),
        deciding.timings(),
        deciding.tls() == null
            ? null
            : PresentedTls.of(deciding.tls(), before == null ? null : before.tls()));
  }
}
