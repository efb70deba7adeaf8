package io.probity.probe.http;

import io.probity.probe.http.PhaseTimes.Part;
import java.util.Locale;
import java.util.UUID;

/**
 * For whom and until when something is held.
 *
 * @param endpoint public id
 * @param endsBy reading of {@link System#nanoTime()} by which the attempt has to end
 * @param times of the attempt
 */
record Lease(UUID endpoint, long endsBy, PhaseTimes times) {
  /** Whether it should have ended at least {@code grace} nanoseconds ago. */
  boolean overdue(long nanoTime, long grace) {
    return nanoTime - endsBy > grace;
  }

  /** The phase the attempt is in or was in last, for people. */
  String phase() {
    Part latest = times.latest();
    return (latest == null ? Part.DNS : latest).name().toLowerCase(Locale.ROOT);
  }
}
