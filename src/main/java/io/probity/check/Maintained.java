package io.probity.check;

import io.probity.endpoint.Endpoint;
import io.probity.health.MaintenancePlan;
import io.probity.health.PeriodState;
import io.probity.health.Stretch;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether an endpoint is in maintenance, as its owner keeps it. Mutable; confined to the event
 * loop.
 */
final class Maintained {
  private @Nullable Instant since;

  /** Where the maintenance that is running was found to end, null: not looked up. */
  private @Nullable Instant until;

  /** Where the newest maintenance began, or ended if it has, null: not known. */
  private @Nullable Instant turnedAt;

  /** Before this nothing changes, unless the plan or the endpoint does. */
  private Instant settledUntil = Instant.MIN;

  /** A maintenance that is due to begin or to end. */
  record Turn(boolean begins, Instant at) {}

  /** As it is stored: since when the running period is maintenance, null: it is not. */
  void restore(@Nullable Instant stored) {
    since = stored;
    until = null;
    turnedAt = stored;
    reconsider();
  }

  /** The plan or the endpoint is another now. */
  void reconsider() {
    settledUntil = Instant.MIN;
  }

  /** Whether it is worth asking what is {@link #due}. */
  boolean isUnsettled(Instant now) {
    return !now.isBefore(settledUntil);
  }

  /** What must be written down now; null: nothing. */
  @Nullable Turn due(MaintenancePlan plan, Endpoint endpoint, Instant now) {
    if (!isUnsettled(now)) {
      return null;
    }
    Stretch stretch = plan.from(endpoint, now);
    boolean covered = stretch != null && stretch.covers(now);
    if (since != null && !covered) {
      return new Turn(false, end(plan, endpoint, since, now));
    }
    if (stretch != null && since == null && covered) {
      return new Turn(true, stretch.from());
    }
    until = stretch != null && covered ? stretch.until() : null;
    settledUntil = stretch == null ? Instant.MAX : covered ? stretch.until() : stretch.from();
    return null;
  }

  /** In time if it ended by the plan; now if the plan was changed, or the endpoint. */
  private Instant end(MaintenancePlan plan, Endpoint endpoint, Instant begin, Instant now) {
    Instant planned = until == null ? plan.end(endpoint, begin, now) : until;
    return planned.isAfter(begin) && !planned.isAfter(now) ? planned : now;
  }

  /** It began, and that is on its way into the database. */
  void began(Instant at) {
    since = at;
    turnedAt = at;
    until = null;
  }

  /** It ended, and that is on its way into the database. */
  void ended(Instant at) {
    since = null;
    turnedAt = at;
    until = null;
  }

  boolean isRunning() {
    return since != null;
  }

  /** What time is accounted to that would be accounted to a state otherwise. */
  PeriodState accounts(PeriodState state) {
    return since == null ? state : PeriodState.MAINTENANCE;
  }

  /** The beginning of a period, moved up to where maintenance last began or ended. */
  Instant notBefore(Instant from) {
    return turnedAt != null && from.isBefore(turnedAt) ? turnedAt : from;
  }
}
