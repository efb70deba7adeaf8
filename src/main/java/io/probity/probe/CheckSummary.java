package io.probity.probe;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A check as it is stored and shown.
 *
 * @param failure its detail and evidence are empty where only the class was read
 * @param status null: no response
 * @param version null: no response
 * @param address literal, null: none was tried
 * @param bytes length of the body as received
 */
public record CheckSummary(
    Instant at,
    Trigger trigger,
    Verdict verdict,
    @Nullable Failure failure,
    @Nullable Integer status,
    @Nullable HttpVersion version,
    @Nullable String address,
    boolean reused,
    int attempts,
    long bytes,
    Timings timings,
    int lagUs) {

  /** The same without the evidence of its failure. */
  CheckSummary withoutEvidence() {
    return new CheckSummary(
        at,
        trigger,
        verdict,
        failure == null ? null : failure.withoutEvidence(),
        status,
        version,
        address,
        reused,
        attempts,
        bytes,
        timings,
        lagUs);
  }
}
