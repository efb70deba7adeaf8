package io.probity.check;

import io.probity.alert.CertificateEvents;
import io.probity.alert.Outbox;
import io.probity.db.Control;
import io.probity.db.Db;
import io.probity.db.Fence;
import io.probity.db.Tx;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.Endpoints;
import io.probity.history.CertificateWatch;
import io.probity.history.Watched;
import io.probity.tls.ExpiryThresholds;
import jakarta.inject.Singleton;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Announces that certificates change, come near their end, or end: each once per certificate and
 * threshold, whether or not somebody probes just then. Blocks.
 */
@Singleton
final class CertificateAlerts {
  private static final int BATCH = 100;
  private static final int MOST_DAYS = 3_650;

  /** So that other thresholds come into force at a restart, and nothing hangs on one instant. */
  private static final Duration AT_LEAST_EACH = Duration.ofDays(1);

  private final Db control;
  private final CertificateWatch watch;
  private final Endpoints endpoints;
  private final CertificateEvents events;
  private final Outbox outbox;
  private final ExpiryThresholds thresholds;

  CertificateAlerts(
      @Control Db control,
      CertificateWatch watch,
      Endpoints endpoints,
      CertificateEvents events,
      Outbox outbox,
      CertificateConfig config) {
    this.control = control;
    this.watch = watch;
    this.endpoints = endpoints;
    this.events = events;
    this.outbox = outbox;
    this.thresholds = new ExpiryThresholds(days(config.warnDays()));
  }

  private static List<Duration> days(List<Integer> days) {
    if (days.stream().anyMatch(each -> each < 1 || each > MOST_DAYS)) {
      throw new IllegalStateException(
          "probity.certificates.warn-days must be 1 to " + MOST_DAYS + " each, not " + days);
    }
    return days.stream().map(Duration::ofDays).toList();
  }

  /**
   * Puts what is to be said now into the outbox.
   *
   * @param fence holds as long as nobody else does this
   */
  void tick(Fence fence, Instant now) {
    while (control.tx(tx -> announce(tx, fence, now)) == BATCH) {
      outbox.wake();
    }
    outbox.wake();
  }

  private int announce(Tx tx, Fence fence, Instant now) {
    fence.check(tx);
    List<Watched> due = watch.due(tx, now, BATCH);
    Map<Long, Endpoint> living =
        endpoints.living(tx, due.stream().map(Watched::endpointId).distinct().toList());
    for (Watched each : due) {
      Endpoint endpoint = living.get(each.endpointId());
      if (endpoint == null) {
        watch.putOff(tx, each, now.plus(AT_LEAST_EACH));
      } else {
        announce(tx, endpoint, each, now);
      }
    }
    return due.size();
  }

  private void announce(Tx tx, Endpoint endpoint, Watched watched, Instant now) {
    X509Certificate certificate = watched.certificate();
    X509Certificate previous = watched.previous();
    if (!watched.introduced() && previous != null) {
      outbox.publish(tx, events.changed(endpoint, certificate, previous, now));
    }
    if (!watched.presented()) {
      watch.looked(tx, watched, watched.announced(), null);
      return;
    }
    Duration reached = thresholds.reached(certificate, now).orElse(null);
    Duration announced = watched.announced();
    if (reached != null && (announced == null || reached.compareTo(announced) < 0)) {
      outbox.publish(tx, events.ending(endpoint, certificate, reached, now));
      announced = reached;
    }
    watch.looked(tx, watched, announced, next(certificate, now));
  }

  private Instant next(X509Certificate certificate, Instant now) {
    Instant latest = now.plus(AT_LEAST_EACH);
    return thresholds.next(certificate, now).filter(latest::isAfter).orElse(latest);
  }
}
