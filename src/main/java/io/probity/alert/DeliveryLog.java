package io.probity.alert;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Keeps what was delivered or given up for a while, and then no longer. */
@Singleton
public final class DeliveryLog {
  private static final Logger LOG = Logger.getLogger(DeliveryLog.class);

  private final DeliveryStore store;
  private final AlertConfig config;

  @Inject
  DeliveryLog(DeliveryStore store, AlertConfig config) {
    this.store = store;
    this.config = config;
  }

  /**
   * Clears away what is older than {@code probity.alert.keep}, in small transactions. Blocks; to be
   * called by one replica.
   */
  public void prune(Instant now) {
    int deleted = store.prune(now.minus(config.alertKeep()), now);
    if (deleted > 0) {
      LOG.debugf("%d deliveries and events were older than %s", deleted, config.alertKeep());
    }
  }
}
