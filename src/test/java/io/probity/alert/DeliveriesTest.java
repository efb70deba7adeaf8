package io.probity.alert;

import static io.probity.alert.ScriptedChannel.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeliveriesTest {
  private final AlertFixtures given = new AlertFixtures(TestPostgres.freshDb());
  private final ScriptedChannel channel = new ScriptedChannel();
  private final Deliveries deliveries = given.deliveries(channel);

  /** Two ticks: one sends, the next stores what became of it and sends what that set free. */
  private void tickTwice() {
    deliveries.tick(given.clock.instant());
    deliveries.tick(given.clock.instant());
  }

  @Test
  void sendsWhatWasPublishedWithTheChannelsHeadersAndSecret() {
    var created =
        given.channels.create(AlertFixtures.spec("https://a.example/hook"), AlertFixtures.START);
    UUID event = given.publish(1);
    tickTwice();
    Message message = channel.sent.get(0);
    assertThat(message.id()).isEqualTo(event);
    assertThat(message.type()).isEqualTo("endpoint.down");
    assertThat(message.url()).hasToString("https://a.example/hook");
    assertThat(message.headers())
        .containsEntry("X-Team", "payments")
        .containsEntry("X-Token", "t0ken");
    assertThat(message.keys()).containsExactly(created.secret().value());
    assertThat(message.toString()).doesNotContain("t0ken", created.secret().value());
    assertThat(given.states()).containsExactly("delivered/1");
  }

  @Test
  void sendsNothingBeforeTheCommitOfWhatItAnnounces() {
    given.channel("https://a.example/");
    given.db.run(
        tx -> {
          given.outbox.publish(
              tx,
              AlertFixtures.event(
                  EventType.ENDPOINT_DOWN,
                  AlertFixtures.endpoint(1, java.util.Map.of()),
                  AlertFixtures.START));
          deliveries.tick(given.clock.instant());
        });
    assertThat(channel.sent).isEmpty();
    deliveries.tick(given.clock.instant());
    assertThat(channel.sent).hasSize(1);
  }

  @Test
  void waitsLongerAfterEachFailureAndGivesUpAfterTheTenth() {
    given.channel("https://a.example/");
    channel.answering(status(400));
    given.publish(1);
    List<Duration> waits = new ArrayList<>();
    deliveries.tick(given.clock.instant());
    for (int attempt = 1; attempt < 10; attempt++) {
      deliveries.settle(given.clock.instant());
      assertThat(given.states()).containsExactly("pending/" + attempt);
      Instant next = given.nextAt();
      Duration wait = Duration.between(given.clock.instant(), next);
      waits.add(wait);
      given.clock.advance(wait.minusMillis(1));
      deliveries.tick(given.clock.instant());
      assertThat(channel.sent).hasSize(attempt);
      given.clock.advance(Duration.ofMillis(1));
      deliveries.tick(given.clock.instant());
      assertThat(channel.sent).hasSize(attempt + 1);
    }
    deliveries.settle(given.clock.instant());
    assertThat(given.states()).containsExactly("dead/10");
    for (int i = 0; i < waits.size(); i++) {
      Duration planned = DeliveryPolicy.SCHEDULE.get(i + 1);
      assertThat(waits.get(i)).isBetween(planned, planned.plus(planned.dividedBy(10)));
    }
    assertThat(channel.ids()).containsOnly(channel.sent.get(0).id());
  }

  @Test
  void keepsTheOrderOfAnEndpointAcrossFailures() {
    given.channel("https://a.example/");
    UUID first = given.publish(1);
    UUID second = given.publish(1);
    UUID elsewhere = given.publish(2);
    channel.answering(message -> status(message.id().equals(first) ? 500 : 204));
    tickTwice();
    tickTwice();
    assertThat(channel.ids()).containsExactlyInAnyOrder(first, elsewhere);
    channel.answering(status(204));
    given.clock.advance(Duration.ofSeconds(6));
    tickTwice();
    tickTwice();
    assertThat(channel.ids()).containsSubsequence(first, first, second);
    assertThat(given.states()).containsExactly("delivered/2", "delivered/1", "delivered/1");
  }

  @Test
  void keepsTheOrderOfEventsAboutTheMonitorItself() {
    given.channel("https://a.example/");
    UUID impaired = given.publish(EventType.PROBER_IMPAIRED, null);
    UUID recovered = given.publish(EventType.PROBER_RECOVERED, null);
    deliveries.tick(given.clock.instant());
    assertThat(channel.ids()).containsExactly(impaired);
    tickTwice();
    assertThat(channel.ids()).containsExactly(impaired, recovered);
  }

  @Test
  void aDeadChannelHoldsUpNoOther() {
    given.channel("https://dead.example/");
    given.channel("https://alive.example/");
    channel.holding("dead.example");
    for (int endpoint = 1; endpoint <= 100; endpoint++) {
      given.publish(endpoint);
    }
    Deliveries narrow = given.deliveries(channel, new Deliveries.Slots(20, 8));
    for (int i = 0; i < 20; i++) {
      narrow.tick(given.clock.instant());
    }
    assertThat(channel.idsTo("alive.example")).hasSize(100).doesNotHaveDuplicates();
    assertThat(channel.idsTo("dead.example")).hasSize(8);
  }

  @Test
  void sendsAgainWithTheSameIdWhatACrashedClaimerLeft() {
    given.channel("https://a.example/");
    UUID event = given.publish(1);
    UUID later = given.publish(1);
    channel.holding("a.example");
    deliveries.tick(given.clock.instant());
    assertThat(channel.ids()).containsExactly(event);

    ScriptedChannel others = new ScriptedChannel();
    Deliveries other = given.deliveries(others);
    given.clock.advance(Duration.ofSeconds(59));
    other.tick(given.clock.instant());
    assertThat(others.sent).isEmpty();
    given.clock.advance(Duration.ofSeconds(1));
    other.tick(given.clock.instant());
    assertThat(others.ids()).containsExactly(event);
    other.tick(given.clock.instant());
    other.tick(given.clock.instant());
    assertThat(others.ids()).containsExactly(event, later);

    channel.release(status(500));
    deliveries.tick(given.clock.instant());
    assertThat(given.states()).containsExactly("delivered/2", "delivered/1");
  }

  @Test
  void beginsWithWhatADeadClaimerLeftWhereThereIsNoOther() {
    given.channel("https://a.example/");
    given.publish(1);
    channel.holding("a.example");
    deliveries.tick(given.clock.instant());
    ScriptedChannel others = new ScriptedChannel();
    Deliveries next = given.deliveries(others);
    next.tick(given.clock.instant());
    assertThat(others.sent).isEmpty();
    next.freeClaims(given.clock.instant());
    next.tick(given.clock.instant());
    assertThat(others.ids()).isEqualTo(channel.ids()).hasSize(1);
  }

  @Test
  void freesNoClaimThatWaitsForItsNextTurn() {
    given.channel("https://a.example/");
    given.publish(1);
    channel.answering(status(500));
    tickTwice();
    Instant next = given.nextAt();
    deliveries.freeClaims(given.clock.instant());
    assertThat(given.nextAt()).isEqualTo(next);
  }

  @Test
  void goneDisablesTheChannelAndGivesUpWhatIsPendingForIt() {
    Channel gone = given.channel("https://gone.example/");
    given.channel("https://b.example/");
    channel.answering(
        message -> status(message.url().getHost().equals("gone.example") ? 410 : 204));
    given.publish(1);
    given.publish(1);
    tickTwice();
    tickTwice();
    assertThat(channel.idsTo("gone.example")).hasSize(1);
    // The last is the channel.dead to the other channel.
    assertThat(given.states())
        .containsExactly("dead/1", "delivered/1", "dead/0", "delivered/1", "delivered/1");
    assertThat(given.channels.find(gone.publicId()).orElseThrow().spec().enabled()).isFalse();
    given.publish(1);
    assertThat(given.states()).hasSize(6);
  }

  @Test
  void waitsAsLongAsTheReceiverAsks() {
    given.channel("https://a.example/");
    channel.answering(new SendResult.Answered(503, "busy", "120"));
    given.publish(1);
    tickTwice();
    assertThat(Duration.between(given.clock.instant(), given.nextAt()))
        .isBetween(Duration.ofSeconds(120), Duration.ofSeconds(121));
    assertThat(
            given.db.list(
                "SELECT last_status, last_response, last_error FROM delivery",
                row -> row.getInt(1) + " " + row.getString(2) + " " + row.getString(3)))
        .containsExactly("503 busy The receiver answered 503.");
  }

  @Test
  void holdsBackWhatIsForAReceiverThatOnlyFailsWithoutCountingAttempts() {
    given.channel("https://a.example/");
    channel.answering(new SendResult.Failed("no answer"));
    for (int endpoint = 1; endpoint <= 60; endpoint++) {
      given.publish(endpoint);
    }
    for (int i = 0; i < 10; i++) {
      deliveries.tick(given.clock.instant());
    }
    assertThat(channel.sent.size()).isBetween(20, 32);
    assertThat(given.states()).containsOnly("pending/0", "pending/1");
    assertThat(given.states().stream().filter("pending/1"::equals)).hasSize(channel.sent.size());
  }

  @Test
  void signsWithOldAndNewSecretForADay() {
    var created =
        given.channels.create(AlertFixtures.spec("https://a.example/hook"), AlertFixtures.START);
    var rotated =
        given
            .channels
            .rotateSecret(created.channel(), AlertFixtures.START, io.probity.db.Mandate.SERVICE)
            .orElseThrow();
    given.publish(1);
    tickTwice();
    given.clock.advance(Duration.ofHours(24));
    given.publish(2);
    tickTwice();
    assertThat(channel.sent.get(0).keys())
        .containsExactly(rotated.value(), created.secret().value());
    assertThat(channel.sent.get(1).keys()).containsExactly(rotated.value());
  }
}
