package io.probity.history;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.probity.probe.Attempt;
import io.probity.probe.Check;
import io.probity.probe.Failure;
import io.probity.probe.ProbeJson;
import io.probity.probe.Response;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The row in {@code failure} of a check that was not up in full or took more than one attempt.
 *
 * @param verdict {@link io.probity.probe.Verdict#number()}
 * @param failure {@link io.probity.probe.FailureClass#number()}, null: the last attempt passed
 * @param status null: no response
 * @param detail null: the last attempt passed
 * @param evidence JSON object in UTF-8, null: none, or dropped for want of memory
 * @param attempts JSON array in UTF-8, empty if dropped for want of memory
 */
record FailureRow(
    long endpointId,
    Instant at,
    int verdict,
    @Nullable Integer failure,
    @Nullable Integer status,
    @Nullable String detail,
    byte @Nullable [] evidence,
    byte[] attempts) {
  /** The columns in the order of {@link #tuple}. */
  static final String COLUMNS =
      "endpoint_id, at, verdict, failure, status, detail, evidence, attempts";

  private static final byte[] NO_ATTEMPTS = {'[', ']'};
  private static final int FIELDS = 8;
  private static final int OVERHEAD = 120;

  /** The row of a check, null if it needs none. */
  static @Nullable FailureRow of(Check check) {
    Failure failure = check.failure();
    if (failure == null && check.attempts().size() == 1) {
      return null;
    }
    ArrayNode attempts = JsonNodeFactory.instance.arrayNode();
    for (Attempt attempt : check.attempts()) {
      attempts.add(ProbeJson.attempt(attempt));
    }
    Response response = check.deciding().response();
    return new FailureRow(
        check.endpointId(),
        check.at(),
        check.verdict().number(),
        failure == null ? null : failure.cls().number(),
        response == null ? null : response.status(),
        failure == null ? null : failure.detail(),
        failure == null || failure.evidence().isEmpty()
            ? null
            : JsonbText.utf8(ProbeJson.failure(failure).required("evidence")),
        JsonbText.utf8(attempts));
  }

  /** The same without evidence and attempts. */
  FailureRow stripped() {
    return new FailureRow(endpointId, at, verdict, failure, status, detail, null, NO_ATTEMPTS);
  }

  /** Heap it takes, roughly. */
  int heapBytes() {
    return OVERHEAD
        + attempts.length
        + (evidence == null ? 0 : evidence.length)
        + (detail == null ? 0 : detail.length());
  }

  /** The row as a COPY tuple. */
  byte[] tuple() {
    CopyTuple tuple = new CopyTuple(FIELDS, heapBytes());
    tuple.int8(endpointId).instant(at).int2(verdict);
    for (Integer number : new @Nullable Integer[] {failure, status}) {
      if (number == null) {
        tuple.nullField();
      } else {
        tuple.int2(number);
      }
    }
    return tuple.text(detail).jsonb(evidence).jsonb(attempts).build();
  }
}
