package io.probity.health;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A schedule in the five fields of cron: minute, hour, day of month, month, day of week. As in
 * Vixie's cron, a day fits if either of its two fields does, unless one of them begins with an
 * asterisk: then both must. Immutable.
 *
 * @param text as it was written, with single spaces
 */
record Cron(
    String text, long minutes, long hours, long days, long months, long weekdays, boolean both) {
  private static final int FIELDS = 5;

  /** The 29th of February may be eight years away. */
  private static final int HORIZON_DAYS = 8 * 366;

  /** The schedule a text stands for; empty if it is none. */
  static Optional<Cron> parse(String text) {
    String[] fields = text.strip().split("\\s+");
    if (fields.length != FIELDS) {
      return Optional.empty();
    }
    long minutes = CronField.MINUTE.parse(fields[0]);
    long hours = CronField.HOUR.parse(fields[1]);
    long days = CronField.DAY.parse(fields[2]);
    long months = CronField.MONTH.parse(fields[3]);
    long weekdays = CronField.WEEKDAY.parse(fields[4]);
    if (minutes == 0 || hours == 0 || days == 0 || months == 0 || weekdays == 0) {
      return Optional.empty();
    }
    boolean both = fields[2].startsWith("*") || fields[4].startsWith("*");
    return Optional.of(
        new Cron(String.join(" ", fields), minutes, hours, days, months, weekdays, both));
  }

  /**
   * The first time after an instant. A local time that is skipped counts as the instant of the
   * change, one that is repeated only once, as the earlier of the two.
   *
   * @return null: it never comes
   */
  @Nullable Instant next(Instant after, ZoneId zone) {
    LocalDateTime local = LocalDateTime.ofInstant(after, zone);
    while (true) {
      local = next(local);
      if (local == null) {
        return null;
      }
      Instant at = instant(local, zone);
      if (at.isAfter(after)) {
        return at;
      }
    }
  }

  private static Instant instant(LocalDateTime local, ZoneId zone) {
    ZoneOffsetTransition change = zone.getRules().getTransition(local);
    if (change != null) {
      return change.isGap()
          ? change.getInstant()
          : local.atOffset(change.getOffsetBefore()).toInstant();
    }
    return local.atZone(zone).toInstant();
  }

  /** The first local time after another one, null: it never comes. */
  @Nullable LocalDateTime next(LocalDateTime after) {
    LocalDateTime from = after.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
    for (int i = 0; i <= HORIZON_DAYS; i++) {
      LocalDateTime found = fits(from.toLocalDate()) ? withinDay(from) : null;
      if (found != null) {
        return found;
      }
      from = from.toLocalDate().plusDays(1).atStartOfDay();
    }
    return null;
  }

  private boolean fits(LocalDate date) {
    boolean day = has(days, date.getDayOfMonth());
    boolean weekday = has(weekdays, date.getDayOfWeek().getValue() % 7);
    return has(months, date.getMonthValue()) && (both ? day && weekday : day || weekday);
  }

  private @Nullable LocalDateTime withinDay(LocalDateTime from) {
    int minute = has(hours, from.getHour()) ? first(minutes, from.getMinute()) : Long.SIZE;
    if (minute < Long.SIZE) {
      return from.withMinute(minute);
    }
    int hour = first(hours, from.getHour() + 1);
    return hour < Long.SIZE ? from.withHour(hour).withMinute(first(minutes, 0)) : null;
  }

  private static boolean has(long set, int value) {
    return (set >>> value & 1) != 0;
  }

  /** The smallest member from a value on, {@link Long#SIZE}: none. */
  private static int first(long set, int from) {
    return Long.numberOfTrailingZeros(set & -1L << from);
  }
}
