package io.probity.check;

import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointSpec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a check needs a permit for.
 *
 * @param origin scheme, host and port
 * @param configured the endpoint as it is configured; null: its gate is open
 * @param atOnce checks of the endpoint under way at once; more than one only beside manual checks
 * @param patience how long it waits for an origin that does not answer before it counts as failed
 *     like those before it
 */
record Claim(String origin, @Nullable Configured configured, int atOnce, Duration patience) {
  /** An endpoint by one configuration: a check by an old one is not waited for. */
  record Configured(long endpointId, long revision) {}

  /** The claim of a check of an endpoint; patience is half its interval, at most its total time. */
  static Claim of(Endpoint endpoint, String origin) {
    EndpointSpec spec = endpoint.spec();
    Duration half = Duration.ofNanos(spec.interval().toNanos() / 2);
    Duration total = spec.timeouts().total();
    Duration patience = half.compareTo(total) < 0 ? half : total;
    boolean pooled = spec.connection() == ConnectionMode.POOLED && spec.idempotent();
    return pooled
        ? new Claim(
            origin,
            new Configured(endpoint.id(), endpoint.revision()),
            Math.max(1, spec.pool().maxConnections()),
            patience)
        : new Claim(origin, null, Integer.MAX_VALUE, patience);
  }

  /** The same claim by somebody who shares no verdict, however long it takes. */
  Claim unshared() {
    return new Claim(origin, configured, atOnce, Duration.ofDays(1));
  }
}
