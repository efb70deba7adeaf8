package io.probity.check;

import java.util.Optional;

/** Whether this replica probes and records what it finds. */
interface ProbingPulse {
  /** What keeps it from its work, one sentence; empty: nothing. Blocks for some seconds at most. */
  Optional<String> complaint();
}
