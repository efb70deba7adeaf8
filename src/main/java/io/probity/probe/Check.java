package io.probity.probe;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One finished check.
 *
 * @param endpointId internal number of the endpoint
 * @param at planned instant of a scheduled check, start of any other; with the endpoint it is the
 *     key of the result
 * @param attempts in order, at least one
 * @param lagUs how late the check started against {@code at}, microseconds, never negative
 * @param findings what came of each assertion; empty for checks that nobody asked for
 */
public record Check(
    long endpointId,
    Instant at,
    Trigger trigger,
    Verdict verdict,
    List<Attempt> attempts,
    int lagUs,
    List<Finding> findings) {
  /** A check that nobody asked for. */
  public Check(
      long endpointId,
      Instant at,
      Trigger trigger,
      Verdict verdict,
      List<Attempt> attempts,
      int lagUs) {
    this(endpointId, at, trigger, verdict, attempts, lagUs, List.of());
  }

  /** The attempt whose outcome and latency are the check's. */
  public Attempt deciding() {
    return attempts.get(attempts.size() - 1);
  }

  /**
   * Why it is not up: the failure or the degradation of the deciding attempt, null if it passed in
   * full.
   */
  public @Nullable Failure failure() {
    Attempt deciding = deciding();
    return deciding.failure() != null ? deciding.failure() : deciding.degradation();
  }

  /** The flat form that is stored and shown. */
  public CheckSummary summary() {
    Attempt deciding = deciding();
    Response response = deciding.response();
    return new CheckSummary(
        at,
        trigger,
        verdict,
        failure(),
        response == null ? null : response.status(),
        response == null ? null : response.version(),
        deciding.address(),
        deciding.reused(),
        attempts.size(),
        response == null ? 0 : response.bytes(),
        deciding.timings(),
        lagUs);
  }
}
