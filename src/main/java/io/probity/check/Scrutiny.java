package io.probity.check;

import io.probity.endpoint.Endpoint;
import io.probity.probe.Check;

/** Looks at a finished check before it counts. On the event loop. */
interface Scrutiny {
  /** Believes everything. */
  Scrutiny NONE = (probed, endpoint, check, conclusion) -> conclusion.count(check);

  /** What becomes of a check; one of the two is called, once. */
  interface Conclusion {
    /** Stores the check, with the verdict it has come to, and lets it move health. */
    void count(Check check);

    /** Only stores it. */
    void keep(Check check);
  }

  /**
   * Calls the conclusion, perhaps after a moment; of one endpoint always in the order of the calls.
   *
   * @param endpoint as it was configured for the check
   */
  void pass(Probed probed, Endpoint endpoint, Check check, Conclusion conclusion);
}
