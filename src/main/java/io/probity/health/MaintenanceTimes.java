package io.probity.health;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** When a maintenance window is open. Pure. */
sealed interface MaintenanceTimes {
  /** The stretch that covers an instant, or else the next one; null: there is none any more. */
  @Nullable Stretch from(Instant at);

  /** Once, between two instants. */
  record Once(Instant from, Instant to) implements MaintenanceTimes {
    @Override
    public @Nullable Stretch from(Instant at) {
      return at.isBefore(to) ? new Stretch(from, to) : null;
    }
  }

  /**
   * Again and again.
   *
   * @param duration shorter than the time between two beginnings
   */
  record Recurring(Cron cron, Duration duration, ZoneId zone) implements MaintenanceTimes {
    /** Dense schedules show their shortest distance within a day, sparse ones within years. */
    private static final int LOOKED_AT = 2_000;

    private static final LocalDateTime ANY_NEW_YEAR = LocalDateTime.of(2000, 1, 1, 0, 0);

    @Override
    public @Nullable Stretch from(Instant at) {
      Instant begin = cron.next(at.minus(duration), zone);
      return begin == null ? null : new Stretch(begin, begin.plus(duration));
    }

    /** The shortest time between two beginnings by the clock on the wall; null: it never begins. */
    static @Nullable Duration shortestDistance(Cron cron) {
      LocalDateTime one = cron.next(ANY_NEW_YEAR);
      Duration shortest = null;
      for (int i = 0; i < LOOKED_AT && one != null; i++) {
        LocalDateTime other = cron.next(one);
        if (other != null) {
          Duration distance = Duration.between(one, other);
          shortest = shortest == null || distance.compareTo(shortest) < 0 ? distance : shortest;
        }
        one = other;
      }
      return shortest;
    }
  }
}
