package io.probity.alert;

import static io.probity.alert.ScriptedChannel.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeadChannelsTest {
  private final AlertFixtures given = new AlertFixtures(TestPostgres.freshDb());
  private final ScriptedChannel receivers = new ScriptedChannel();
  private final Deliveries deliveries = given.deliveries(receivers);

  /** Lets the last try of everything that is pending for a channel come, and what follows. */
  private void lastTry(Channel channel) {
    given.db.update(
        "UPDATE delivery SET attempts = 9, next_at = ? WHERE channel_id = ? AND state = 0",
        given.clock.instant(),
        channel.id());
    deliveries.tick(given.clock.instant());
    deliveries.tick(given.clock.instant());
    deliveries.settle(given.clock.instant());
  }

  private List<Message> toldOfDeath(String host) {
    return receivers.sent.stream()
        .filter(each -> each.url().getHost().equals(host))
        .filter(each -> each.type().equals("channel.dead"))
        .toList();
  }

  private static JsonNode data(Message message) {
    try {
      return new ObjectMapper().readTree(message.data());
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private void failing(String... hosts) {
    receivers.answering(
        message -> status(List.of(hosts).contains(message.url().getHost()) ? 400 : 204));
  }

  @Test
  void tellsTheOtherChannelsThatWantToHearOfIt() {
    Channel dead = given.channel("https://dead.example/");
    given.channel("https://a.example/");
    given.channels.create(
        AlertFixtures.spec("https://deaf.example/", EnumSet.of(EventType.ENDPOINT_DOWN), Map.of()),
        given.clock.instant());
    failing("dead.example");
    UUID lost = given.publish(1);
    lastTry(dead);
    assertThat(toldOfDeath("dead.example")).isEmpty();
    assertThat(toldOfDeath("deaf.example")).isEmpty();
    assertThat(toldOfDeath("a.example")).hasSize(1);
    JsonNode data = data(toldOfDeath("a.example").get(0));
    assertThat(data.at("/channel/id").asText()).isEqualTo(dead.publicId().toString());
    assertThat(data.at("/channel/name").asText()).isEqualTo("on call");
    assertThat(data.get("reason").asText()).isEqualTo("given_up");
    assertThat(data.at("/event/id").asText()).isEqualTo(lost.toString());
    assertThat(data.at("/event/type").asText()).isEqualTo("endpoint.down");
    assertThat(data.get("attempts").asInt()).isEqualTo(10);
    assertThat(data.get("lastStatus").asInt()).isEqualTo(400);
    assertThat(data.get("lastError").asText()).isEqualTo("The receiver answered 400.");
    assertThat(data.at("/links/channel").asText()).isEqualTo("/api/v1/channels/" + dead.publicId());
  }

  @Test
  void saysNothingWhileItIsStillTried() {
    given.channel("https://dead.example/");
    given.channel("https://a.example/");
    failing("dead.example");
    given.publish(1);
    deliveries.tick(given.clock.instant());
    deliveries.tick(given.clock.instant());
    assertThat(toldOfDeath("a.example")).isEmpty();
  }

  @Test
  void tellsOnceAnHourWhateverElseIsLost() {
    Channel dead = given.channel("https://dead.example/");
    given.channel("https://a.example/");
    failing("dead.example");
    given.publish(1);
    given.publish(2);
    lastTry(dead);
    given.clock.advance(DeadChannels.SILENCE.minusSeconds(1));
    given.publish(3);
    lastTry(dead);
    assertThat(toldOfDeath("a.example")).hasSize(1);
    given.clock.advance(Duration.ofSeconds(1));
    given.publish(4);
    lastTry(dead);
    assertThat(toldOfDeath("a.example")).hasSize(2);
  }

  @Test
  void twoDeadChannelsDoNotTellEachOtherForEver() {
    Channel one = given.channel("https://one.example/");
    Channel two = given.channel("https://two.example/");
    failing("one.example", "two.example");
    given.publish(1);
    lastTry(one);
    lastTry(two);
    for (int hour = 0; hour < 5; hour++) {
      given.clock.advance(Duration.ofHours(2));
      lastTry(one);
      lastTry(two);
    }
    assertThat(
            given.db.list("SELECT 1 FROM event WHERE type = 'channel.dead'", row -> row.getInt(1)))
        .hasSize(2);
    assertThat(given.states()).containsOnly("dead/10");
  }

  @Test
  void tellsOfAReceiverThatWantsNothingMore() {
    given.channel("https://gone.example/");
    given.channel("https://a.example/");
    receivers.answering(
        message -> status(message.url().getHost().equals("gone.example") ? 410 : 204));
    given.publish(1);
    deliveries.tick(given.clock.instant());
    deliveries.tick(given.clock.instant());
    assertThat(toldOfDeath("a.example")).hasSize(1);
    assertThat(data(toldOfDeath("a.example").get(0)).get("reason").asText()).isEqualTo("gone");
  }

  @Test
  void aLateWordOnAnAttemptThatWasRepeatedTellsNothing() {
    Channel slow = given.channel("https://slow.example/");
    given.channel("https://a.example/");
    receivers.holding("slow.example");
    given.publish(1);
    given.db.update("UPDATE delivery SET attempts = 9 WHERE channel_id = ?", slow.id());
    deliveries.tick(given.clock.instant());
    given.db.update("UPDATE delivery SET attempts = 11 WHERE channel_id = ?", slow.id());
    receivers.release(status(400));
    deliveries.tick(given.clock.instant());
    deliveries.tick(given.clock.instant());
    assertThat(toldOfDeath("a.example")).isEmpty();
  }
}
