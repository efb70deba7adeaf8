package io.probity.check;

import io.probity.probe.Attempt;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Timings;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An origin at which all checks of late failed in the same way, so that whoever waits for it need
 * not open a socket to know.
 *
 * @param holders how many checks in a row failed so
 */
record OriginFailure(String origin, FailureClass cls, int holders) {
  private static final Timings NONE =
      new Timings(
          Timings.NONE, Timings.NONE, Timings.NONE, Timings.NONE, Timings.NONE, Timings.NONE, 0);

  /** The failed attempt of a check that was not let through: it has neither address nor timings. */
  Attempt attempt(Instant now, Duration waited) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("shared", true);
    evidence.put("origin", origin);
    evidence.put("holders", holders);
    long waitedMillis = Math.max(0, waited.toMillis());
    evidence.put("waitedMs", waitedMillis);
    String detail =
        "The last %d checks of %s failed with %s; this one waited %d ms behind others like them and shares their verdict."
            .formatted(holders, origin, cls.wireName(), waitedMillis);
    return new Attempt(now, NONE, null, null, null, null, new Failure(cls, detail, evidence), null);
  }
}
