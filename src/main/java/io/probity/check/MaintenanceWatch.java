package io.probity.check;

import io.probity.db.DbUnavailable;
import io.probity.health.Maintenance;
import io.probity.health.MaintenancePlan;
import io.probity.health.MaintenanceStore;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the crew informed of the maintenance windows. While the database is away the known ones
 * hold.
 */
final class MaintenanceWatch {
  private static final Logger LOG = Logger.getLogger(MaintenanceWatch.class);

  private final MaintenanceStore windows;
  private final Crew crew;
  private @Nullable Map<Long, Long> known;

  /** What the event loop is told. Called by the thread that ticks. */
  interface Crew {
    /** These are the windows from now on. */
    void plan(MaintenancePlan plan);

    /** Time has passed. */
    void keepMaintenance();
  }

  MaintenanceWatch(MaintenanceStore windows, Crew crew) {
    this.windows = windows;
    this.crew = crew;
  }

  /** Windows begin and end. */
  void keep() {
    crew.keepMaintenance();
  }

  /** Takes in changes of windows. Blocks; never throws for a database that is away. */
  void tick() {
    try {
      Map<Long, Long> revisions = windows.revisions();
      if (!revisions.equals(known)) {
        crew.plan(new MaintenancePlan(windows.readable().stream().map(Maintenance::spec).toList()));
        known = revisions;
      }
    } catch (DbUnavailable away) {
      LOG.debugf(away, "Changes of maintenance windows wait for the database");
    }
  }
}
