package io.probity.alert;

import static io.probity.alert.ScriptedChannel.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * A receiver that is down for an hour while endpoints go down and up. Two endpoints, so that what
 * fails is too little for the breaker, whose pause is real time.
 */
class ReceiverAwayTest {
  private static final Duration AWAY = Duration.ofHours(1);
  private static final int ENDPOINTS = 2;

  /** So many things happen to each endpoint. */
  private static final int ROUNDS = 3;

  private final AlertFixtures given = new AlertFixtures(TestPostgres.freshDb());
  private final ScriptedChannel channel = new ScriptedChannel();
  private final Deliveries deliveries = given.deliveries(channel);
  private final Instant back = AlertFixtures.START.plus(AWAY);
  private final Map<UUID, Long> published = new LinkedHashMap<>();
  private final Map<UUID, List<Instant>> tries = new LinkedHashMap<>();

  @Test
  void getsEverythingInOrderWhenItIsBackAndIsAskedByTheScheduleUntilThen() {
    given.channel("https://a.example/");
    channel.answering(
        message -> {
          Instant now = given.clock.instant();
          tries.computeIfAbsent(message.id(), id -> new ArrayList<>()).add(now);
          return now.isBefore(back) ? new SendResult.Failed("no answer") : status(204);
        });
    announce(EventType.ENDPOINT_DOWN);
    passUntil(AlertFixtures.START.plus(Duration.ofMinutes(10)));
    announce(EventType.ENDPOINT_UP);
    passUntil(AlertFixtures.START.plus(Duration.ofMinutes(50)));
    announce(EventType.ENDPOINT_DOWN);
    passUntil(back.minusMillis(1));

    List<UUID> ids = List.copyOf(published.keySet());
    assertThat(tries.keySet()).containsExactlyInAnyOrderElementsOf(ids.subList(0, ENDPOINTS));
    tries.values().forEach(ReceiverAwayTest::assertFollowTheSchedule);

    passUntil(back.plus(Duration.ofHours(2)));
    assertThat(given.states()).hasSize(ROUNDS * ENDPOINTS);
    assertThat(given.states().subList(0, ENDPOINTS)).containsOnly("delivered/7");
    assertThat(given.states().subList(ENDPOINTS, ROUNDS * ENDPOINTS)).containsOnly("delivered/1");
    assertThat(channel.ids())
        .containsOnlyOnceElementsOf(ids.subList(ENDPOINTS, ROUNDS * ENDPOINTS));
    for (long endpoint = 1; endpoint <= ENDPOINTS; endpoint++) {
      long each = endpoint;
      assertThat(channel.ids().stream().filter(id -> published.get(id) == each).distinct())
          .containsExactlyElementsOf(ids.stream().filter(id -> published.get(id) == each).toList());
    }
  }

  private void announce(EventType type) {
    for (long endpoint = 1; endpoint <= ENDPOINTS; endpoint++) {
      published.put(given.publish(type, AlertFixtures.endpoint(endpoint, Map.of())), endpoint);
    }
  }

  private void passUntil(Instant end) {
    while (given.clock.instant().isBefore(end)) {
      Instant now = given.clock.instant();
      for (int i = 0; i <= ROUNDS; i++) {
        deliveries.tick(now);
      }
      given.clock.advance(Duration.between(now, nextDue(now, end)));
    }
  }

  private Instant nextDue(Instant now, Instant end) {
    return given
        .db
        .list(
            "SELECT next_at FROM delivery WHERE state = 0 AND next_at > ? AND next_at < ?",
            row -> row.getTimestamp(1).toInstant(),
            now,
            end)
        .stream()
        .min(Instant::compareTo)
        .orElse(end);
  }

  /** Each wait lies between the planned one and a tenth more. */
  private static void assertFollowTheSchedule(List<Instant> instants) {
    assertThat(instants).hasSize(6);
    for (int i = 1; i < instants.size(); i++) {
      Duration planned = DeliveryPolicy.SCHEDULE.get(i);
      assertThat(Duration.between(instants.get(i - 1), instants.get(i)))
          .isBetween(planned, planned.plus(planned.dividedBy(10)));
    }
  }
}
