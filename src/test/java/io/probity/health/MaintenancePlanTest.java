package io.probity.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.endpoint.Endpoint;
import io.probity.health.MaintenanceTimes.Once;
import io.probity.health.MaintenanceTimes.Recurring;
import io.probity.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MaintenancePlanTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private final Endpoint endpoint = Samples.endpoint(1, "GET");

  private static Instant noonPlus(long minutes) {
    return NOON.plusSeconds(60 * minutes);
  }

  private static Stretch minutes(long from, long until) {
    return new Stretch(noonPlus(from), noonPlus(until));
  }

  private static MaintenanceSpec all(MaintenanceTimes times) {
    return new MaintenanceSpec("n", Map.of(), Set.of(), times, null);
  }

  private static MaintenanceSpec once(long from, long until) {
    return all(new Once(noonPlus(from), noonPlus(until)));
  }

  private static MaintenanceSpec recurring(String cron, Duration duration, String zone) {
    return all(new Recurring(Cron.parse(cron).orElseThrow(), duration, ZoneId.of(zone)));
  }

  private @Nullable Stretch from(long minute, MaintenanceSpec... specs) {
    return new MaintenancePlan(List.of(specs)).from(endpoint, noonPlus(minute));
  }

  @Test
  void tellsTheOneThatCoversAnInstantOrElseTheNext() {
    MaintenanceSpec[] both = {once(60, 70), once(10, 20)};
    assertThat(from(0, both)).isEqualTo(minutes(10, 20));
    assertThat(from(10, both)).isEqualTo(minutes(10, 20));
    assertThat(from(20, both)).isEqualTo(minutes(60, 70));
    assertThat(from(70, both)).isNull();
  }

  @Test
  void ofTwoThatCoverAnInstantTheLongerOneCounts() {
    assertThat(from(15, once(0, 20), once(10, 40), once(5, 30))).isEqualTo(minutes(10, 40));
  }

  @Test
  void windowsThatOverlapOrTouchAreOneMaintenance() {
    var plan = new MaintenancePlan(List.of(once(0, 20), once(10, 40), once(40, 50), once(51, 60)));
    assertThat(plan.end(endpoint, NOON, Instant.MAX)).isEqualTo(noonPlus(50));
    assertThat(plan.end(endpoint, noonPlus(50), Instant.MAX)).isEqualTo(noonPlus(50));
    assertThat(plan.end(endpoint, NOON, noonPlus(30))).isEqualTo(noonPlus(40));
  }

  @Test
  void aWindowIsForTheEndpointsItNamesAndForThoseThatCarryAllItsLabels() {
    Once once = new Once(NOON, noonPlus(1));
    Map<String, String> labels = endpoint.spec().labels();
    assertThat(from(0, new MaintenanceSpec("n", null, Set.of(endpoint.publicId()), once, null)))
        .isNotNull();
    assertThat(from(0, new MaintenanceSpec("n", null, Set.of(UUID.randomUUID()), once, null)))
        .isNull();
    assertThat(from(0, new MaintenanceSpec("n", labels, Set.of(), once, null))).isNotNull();
    assertThat(from(0, new MaintenanceSpec("n", Map.of("no", "such"), Set.of(), once, null)))
        .isNull();
  }

  @Test
  void lastsAsLongAsItSaysOverAChangeOfTheClock() {
    MaintenanceSpec nightly = recurring("30 1 * * *", Duration.ofHours(2), "Europe/Berlin");
    Stretch stretch =
        new MaintenancePlan(List.of(nightly)).from(endpoint, Instant.parse("2027-03-28T01:00:00Z"));
    assertThat(stretch)
        .isEqualTo(
            new Stretch(
                Instant.parse("2027-03-28T00:30:00Z"), Instant.parse("2027-03-28T02:30:00Z")));
  }

  /** Minute by minute over both changes of a year, whatever was asked before. */
  @Test
  void coversExactlyTheTimeAfterEachBeginning() {
    Random random = new Random(7);
    ZoneId zone = ZoneId.of("America/New_York");
    for (String day : List.of("2026-03-08", "2026-11-01")) {
      for (int i = 0; i < 20; i++) {
        int hour = random.nextInt(5);
        Duration duration = Duration.ofMinutes(1 + random.nextInt(240));
        String cron = "%d %d * * *".formatted(random.nextInt(60), hour);
        MaintenancePlan plan =
            new MaintenancePlan(List.of(recurring(cron, duration, zone.getId())));
        Instant start = Instant.parse(day + "T00:00:00Z");
        List<Instant> begins = begins(cron, start, zone);
        for (int minute = 0; minute < 2 * 24 * 60; minute++) {
          Instant at = start.plusSeconds(60L * minute);
          Stretch stretch = plan.from(endpoint, at);
          boolean expected =
              begins.stream().anyMatch(b -> new Stretch(b, b.plus(duration)).covers(at));
          assertThat(stretch != null && stretch.covers(at))
              .as(cron + " at " + at)
              .isEqualTo(expected);
        }
      }
    }
  }

  private static List<Instant> begins(String text, Instant start, ZoneId zone) {
    Cron cron = Cron.parse(text).orElseThrow();
    List<Instant> begins = new ArrayList<>();
    Instant at = cron.next(start.minus(Duration.ofDays(2)), zone);
    while (at != null && at.isBefore(start.plus(Duration.ofDays(3)))) {
      begins.add(at);
      at = cron.next(at, zone);
    }
    return begins;
  }

  @Test
  void remembersNothingWrongWhenTheClockIsSetBack() {
    MaintenancePlan plan = new MaintenancePlan(List.of(once(0, 10)));
    assertThat(plan.from(endpoint, noonPlus(11))).isNull();
    assertThat(plan.from(endpoint, noonPlus(5))).isEqualTo(minutes(0, 10));
  }
}
