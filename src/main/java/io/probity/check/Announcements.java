package io.probity.check;

import io.probity.cluster.Ownership;
import io.probity.db.Fence;
import io.probity.db.Fenced;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

/**
 * What is to be said because time passes, not because something was checked. One replica does so
 * for all, namely the owner of shard 0. Blocks.
 */
@Singleton
final class Announcements {
  private static final Logger LOG = Logger.getLogger(Announcements.class);
  private static final int SHARD = 0;

  private final Ownership ownership;
  private final CertificateAlerts certificates;
  private final Reminders reminders;
  private final InstantSource clock;

  Announcements(
      Ownership ownership,
      CertificateAlerts certificates,
      Reminders reminders,
      InstantSource clock) {
    this.ownership = ownership;
    this.certificates = certificates;
    this.reminders = reminders;
    this.clock = clock;
  }

  /** Announces what has become of certificates. */
  void certificates() {
    asOwner(certificates::tick);
  }

  /** Reminds people of incidents that go on. */
  void reminders() {
    asOwner(reminders::tick);
  }

  private void asOwner(BiConsumer<Fence, Instant> work) {
    if (!ownership.owns(SHARD)) {
      return;
    }
    try {
      work.accept(ownership.fence(SHARD), clock.instant());
    } catch (Fenced e) {
      LOG.debugf("Left to the new owner: %s", e.getMessage());
    }
  }
}
