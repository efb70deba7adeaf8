package io.probity.history;

import io.probity.probe.FailureClass;
import io.probity.probe.Verdict;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which checks of an endpoint are asked for.
 *
 * @param from inclusive, null: as far back as results are kept
 * @param to exclusive, null: up to now
 * @param verdict null: any
 * @param classes empty: any, passed checks included
 */
public record CheckFilter(
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable Verdict verdict,
    Set<FailureClass> classes) {
  /** Every check there is. */
  public static final CheckFilter ALL = new CheckFilter(null, null, null, Set.of());

  /** Whether none but checks that did not pass in full can match. */
  boolean onlyFailures() {
    return !classes.isEmpty() || verdict != null && verdict != Verdict.UP;
  }
}
