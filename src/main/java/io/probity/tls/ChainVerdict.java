package io.probity.tls;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What path validation says of a presented chain.
 *
 * @param problem null: valid
 * @param atFault index of the element at fault in the presented chain, leaf = 0; -1 if none or
 *     unknown
 * @param detail one sentence with the concrete values; empty if valid
 * @param evidence small JSON-like values
 */
public record ChainVerdict(
    @Nullable ChainProblem problem, int atFault, String detail, Map<String, Object> evidence) {
  /** The verdict on a valid chain. */
  public static final ChainVerdict VALID = new ChainVerdict(null, -1, "", Map.of());
}
