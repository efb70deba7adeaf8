package io.probity.check;

import java.time.Instant;

/** Hears when the monitor is impaired, and when it works again. Any thread; never blocks. */
interface ImpairmentLog {
  void began(Impairment impairment);

  /**
   * It is over.
   *
   * @param turnedUnknown checks that were not believed meanwhile
   */
  void ended(Instant at, long turnedUnknown);
}
