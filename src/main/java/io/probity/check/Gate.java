package io.probity.check;

import java.util.Locale;

/** What bounds the checks under way, in the order in which a check passes. */
enum Gate {
  /** Checks of one endpoint: no more than its pool has connections. */
  ENDPOINT,
  /** Checks of one origin. */
  ORIGIN,
  /** Checks in all. */
  ALL;

  /** The name used in metrics. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
