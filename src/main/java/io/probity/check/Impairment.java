package io.probity.check;

import io.probity.net.Reach;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A time in which the monitor cannot judge.
 *
 * @param id of its row
 * @param since when it was noticed
 * @param unresolving whether only the resolver is at fault, so that other failures still count
 * @param reach how far away something has to be whose answer ends it
 * @param reason one sentence
 * @param tried what was dialled in vain, a sentence each
 */
record Impairment(
    UUID id, Instant since, boolean unresolving, Reach reach, String reason, List<String> tried) {
  /** Whether it explains a failure. */
  boolean explains(Suspect suspect) {
    return !unresolving || suspect.resolver();
  }

  /** The same one with a fault that is found to be larger. */
  Impairment widened(Impairment other) {
    return new Impairment(
        id,
        since,
        unresolving && other.unresolving,
        reach.compareTo(other.reach) >= 0 ? reach : other.reach,
        other.reason,
        other.tried);
  }
}
