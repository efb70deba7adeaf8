package io.probity.history;

import io.probity.probe.Check;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A result on its way to the database. Confined to whoever holds it: the buffer under its lock,
 * then the writer.
 */
final class Pending {
  private static final int OVERHEAD = 120;

  private final long endpointId;
  private final Instant at;
  private final byte[] result;
  private @Nullable FailureRow failure;

  Pending(Check check) {
    endpointId = check.endpointId();
    at = check.at();
    result = ResultRow.tuple(check);
    failure = FailureRow.of(check);
  }

  long endpointId() {
    return endpointId;
  }

  Instant at() {
    return at;
  }

  /** The COPY tuple for {@code result_hot}. */
  byte[] result() {
    return result;
  }

  /** Null: nothing to say beyond the result. */
  @Nullable FailureRow failure() {
    return failure;
  }

  /** Heap it takes, roughly. */
  int heapBytes() {
    FailureRow row = failure;
    return OVERHEAD + result.length + (row == null ? 0 : row.heapBytes());
  }

  /** Lets go of evidence and attempts; returns the bytes that became free. */
  int strip() {
    int before = heapBytes();
    FailureRow row = failure;
    if (row != null) {
      failure = row.stripped();
    }
    return before - heapBytes();
  }
}
