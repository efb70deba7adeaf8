package io.probity.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static Cron cron(String text) {
    return Cron.parse(text).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "* * * * *          | 2026-11-22T11:20:30 | 2026-11-22T11:21",
        "20 11 * * *        | 2026-11-22T11:20    | 2026-11-23T11:20",
        "*/15 9-17 * * *    | 2026-11-22T17:45    | 2026-11-23T09:00",
        "5-59/20 * * * *    | 2026-11-22T11:26    | 2026-11-22T11:45",
        "0 0 1,15 * *       | 2026-11-15T00:00    | 2026-12-01T00:00",
        "0 0 29 2 *         | 2096-02-29T00:00    | 2104-02-29T00:00",
        "0 0 31 * *         | 2026-11-01T00:00    | 2026-12-31T00:00",
        "30 2 * * SUN       | 2026-11-23T00:00    | 2026-11-29T02:30",
        "30 2 * * 7         | 2026-11-23T00:00    | 2026-11-29T02:30",
        "30 2 * * 5-7       | 2026-11-22T03:00    | 2026-11-27T02:30",
        "0 0 * jan-feb mon  | 2026-11-22T00:00    | 2027-01-04T00:00",
        "0 0 13 * fri       | 2026-11-01T00:00    | 2026-11-06T00:00",
        "0 0 */2 * mon      | 2026-11-01T00:00    | 2026-11-09T00:00",
      })
  void comesNextAt(String text, LocalDateTime after, LocalDateTime next) {
    assertThat(cron(text).next(after)).isEqualTo(next);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "* * * *",
        "* * * * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * 32 * *",
        "* * * 13 *",
        "* * * * 8",
        "*/0 * * * *",
        "5/10 * * * *",
        "9-5 * * * *",
        "a * * * *",
        "-1 * * * *",
        "1, * * * *",
        ", * * * *",
        "1--2 * * * *",
        "@daily",
        "* * * foo *",
        "jan * * * *",
        "99999999999 * * * *",
        "? * * * *",
        "* * L * *"
      })
  void refusesWhatIsNoSchedule(String text) {
    assertThat(Cron.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 0 30 2 *", "0 0 31 4,6,9,11 *"})
  void knowsThatADayNeverComes(String text) {
    assertThat(cron(text).next(Instant.EPOCH, ZoneOffset.UTC)).isNull();
  }

  @Test
  void aSkippedTimeCountsAsTheInstantOfTheChange() {
    assertThat(next("30 2 * * *", "2027-03-27T12:00:00Z", 3))
        .containsExactly(
            Instant.parse("2027-03-28T01:00:00Z"),
            Instant.parse("2027-03-29T00:30:00Z"),
            Instant.parse("2027-03-30T00:30:00Z"));
    assertThat(next("*/20 2,3 28 3 *", "2027-03-27T12:00:00Z", 4))
        .containsExactly(
            Instant.parse("2027-03-28T01:00:00Z"),
            Instant.parse("2027-03-28T01:20:00Z"),
            Instant.parse("2027-03-28T01:40:00Z"),
            Instant.parse("2028-03-28T00:00:00Z"));
  }

  @Test
  void aRepeatedTimeCountsOnce() {
    assertThat(next("30 2 * * *", "2026-10-24T12:00:00Z", 2))
        .containsExactly(
            Instant.parse("2026-10-25T00:30:00Z"), Instant.parse("2026-10-26T01:30:00Z"));
    assertThat(next("30 2 * * *", "2026-10-25T00:30:00Z", 1))
        .containsExactly(Instant.parse("2026-10-26T01:30:00Z"));
    assertThat(next("0 2,3 25 10 *", "2026-10-24T12:00:00Z", 2))
        .containsExactly(
            Instant.parse("2026-10-25T00:00:00Z"), Instant.parse("2026-10-25T02:00:00Z"));
  }

  private static List<Instant> next(String text, String after, int count) {
    List<Instant> found = new ArrayList<>();
    Instant at = Instant.parse(after);
    for (int i = 0; i < count; i++) {
      at = cron(text).next(at, BERLIN);
      found.add(at);
    }
    return found;
  }

  /** Against every minute on the wall, in zones with changes at odd times and of odd lengths. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Europe/Berlin",
        "America/St_Johns",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Africa/Cairo",
        "America/Sao_Paulo",
        "Asia/Kolkata"
      })
  void findsWhatAWalkOverEveryMinuteFinds(String name) {
    ZoneId zone = ZoneId.of(name);
    Random random = new Random(42);
    String[] schedules = {"%d %d * * *", "*/%d %d-23 * * *", "%d */%d * * *"};
    for (LocalDateTime start : changes(zone)) {
      for (String schedule : schedules) {
        Cron cron = cron(schedule.formatted(1 + random.nextInt(30), 1 + random.nextInt(4)));
        Instant from = start.minusDays(2).atZone(zone).toInstant();
        Instant until = start.plusDays(2).atZone(zone).toInstant();
        assertThat(between(cron, from, until, zone))
            .as(cron.text())
            .isEqualTo(walked(cron, from, until, zone));
      }
    }
  }

  private static List<LocalDateTime> changes(ZoneId zone) {
    List<LocalDateTime> changes = new ArrayList<>(List.of(LocalDateTime.of(2026, 6, 1, 0, 0)));
    Instant at = Instant.parse("2010-01-01T00:00:00Z");
    for (int i = 0; i < 8; i++) {
      ZoneOffsetTransition change = zone.getRules().nextTransition(at);
      if (change != null) {
        changes.add(change.getDateTimeBefore());
        at = change.getInstant();
      }
    }
    return changes;
  }

  private static List<Instant> between(Cron cron, Instant from, Instant until, ZoneId zone) {
    List<Instant> found = new ArrayList<>();
    Instant at = cron.next(from, zone);
    while (at != null && at.isBefore(until)) {
      found.add(at);
      at = cron.next(at, zone);
    }
    return found;
  }

  /** What {@link LocalDateTime#atZone} does with a gap is to move on; the rule names its end. */
  private static List<Instant> walked(Cron cron, Instant from, Instant until, ZoneId zone) {
    TreeSet<Instant> found = new TreeSet<>();
    LocalDateTime last = LocalDateTime.ofInstant(until, zone).plusDays(2);
    LocalDateTime wall = LocalDateTime.ofInstant(from, zone).minusDays(2);
    for (; wall.isBefore(last); wall = wall.plusMinutes(1)) {
      if (wall.equals(cron.next(wall.minusMinutes(1)))) {
        ZoneOffsetTransition change = zone.getRules().getTransition(wall);
        boolean skipped = change != null && change.isGap();
        found.add(skipped ? change.getInstant() : wall.atZone(zone).toInstant());
      }
    }
    return found.stream().filter(at -> at.isAfter(from) && at.isBefore(until)).toList();
  }

  @Test
  void knowsTheShortestTimeBetweenTwoBeginnings() {
    assertThat(MaintenanceTimes.Recurring.shortestDistance(cron("0 0,23 * * *")))
        .isEqualTo(Duration.ofHours(1));
    assertThat(MaintenanceTimes.Recurring.shortestDistance(cron("0 3 * * sun")))
        .isEqualTo(Duration.ofDays(7));
    assertThat(MaintenanceTimes.Recurring.shortestDistance(cron("0,5 0 1 12 *")))
        .isEqualTo(Duration.ofMinutes(5));
  }
}
