package io.probity.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.db.Mandate;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeliveryStoreTest {
  private final AlertFixtures given = new AlertFixtures(TestPostgres.freshDb());
  private final DeliveryStore store = new DeliveryStore(given.db);
  private final ScriptedChannel channel = new ScriptedChannel();
  private final Deliveries deliveries = given.deliveries(channel);

  private void deliver() {
    deliveries.tick(given.clock.instant());
    deliveries.settle(given.clock.instant());
  }

  @Test
  void showsDeliveriesNewestFirstAndByState() {
    Channel target = given.channel("https://a.example/");
    UUID first = given.publish(1);
    deliver();
    UUID second = given.publish(2);
    List<DeliveryView> all = store.page(target.id(), null, null, 10);
    assertThat(all).extracting(DeliveryView::eventId).containsExactly(second, first);
    assertThat(all).extracting(DeliveryView::channel).containsOnly(target.publicId());
    assertThat(store.page(target.id(), null, all.get(0).id(), 10)).containsExactly(all.get(1));
    assertThat(store.page(target.id(), DeliveryState.DELIVERED, null, 10))
        .containsExactly(all.get(1));
    assertThat(store.page(target.id(), DeliveryState.DEAD, null, 10)).isEmpty();
  }

  @Test
  void aStateOfANewerVersionIsShownAsPendingAndLeftAlone() {
    Channel target = given.channel("https://a.example/");
    given.publish(1);
    given.db.update("UPDATE delivery SET state = 9");
    assertThat(store.page(target.id(), null, null, 10))
        .extracting(DeliveryView::state)
        .containsExactly(DeliveryState.PENDING);
    deliver();
    assertThat(given.db.list("SELECT state FROM delivery", row -> row.getInt(1)))
        .containsExactly(9);
  }

  @Test
  void aChannelThatCannotBeReadDoesNotSilenceTheOthers() {
    Channel broken = given.channel("https://a.example/");
    Channel sealedElsewhere = given.channel("https://b.example/");
    Channel sound = given.channel("https://c.example/");
    given.db.update(
        "UPDATE channel SET config = jsonb_set(config, '{format}', '\"later\"') WHERE id = ?",
        broken.id());
    given.db.update(
        "UPDATE channel SET config = jsonb_set(config, '{secretHeaders,X-Token}', '\"x\"') WHERE id = ?",
        sealedElsewhere.id());
    given.publish(1);
    assertThat(store.page(broken.id(), null, null, 10)).isEmpty();
    deliver();
    assertThat(store.page(sound.id(), null, null, 10))
        .extracting(DeliveryView::state)
        .containsExactly(DeliveryState.DELIVERED);
    assertThat(store.page(sealedElsewhere.id(), null, null, 10))
        .singleElement()
        .satisfies(waits -> assertThat(waits.state()).isEqualTo(DeliveryState.PENDING))
        .satisfies(waits -> assertThat(waits.lastError()).contains("has no known format"));
  }

  @Test
  void deliversAgainWithTheSameIdAndAllAttemptsAnew() {
    Channel target = given.channel("https://a.example/");
    given.publish(1);
    deliver();
    DeliveryView view = store.page(target.id(), null, null, 1).get(0);
    assertThat(store.redeliver(view.publicId(), given.clock.instant())).isTrue();
    assertThat(given.states()).containsExactly("pending/0");
    deliver();
    assertThat(channel.ids()).containsExactly(view.eventId(), view.eventId());
    assertThat(given.states()).containsExactly("delivered/1");
  }

  @Test
  void deliversAgainAllThatWasGivenUpForOneChannelInTheOrderOfOld() {
    Channel target = given.channel("https://a.example/");
    given.channel("https://b.example/");
    UUID first = given.publish(1);
    UUID second = given.publish(1);
    given.db.update("UPDATE delivery SET state = 2, attempts = 10, done_at = next_at");
    assertThat(store.redeliverDead(target.id(), given.clock.instant())).isEqualTo(2);
    assertThat(store.redeliverDead(target.id(), given.clock.instant())).isZero();
    deliver();
    deliver();
    assertThat(channel.idsTo("a.example")).containsExactly(first, second);
    assertThat(given.states()).containsExactly("delivered/1", "dead/10", "delivered/1", "dead/10");
  }

  @Test
  void doesNotDeliverAgainToADisabledChannel() {
    Channel target = given.channel("https://a.example/");
    given.publish(1);
    deliver();
    DeliveryView view = store.page(target.id(), null, null, 1).get(0);
    given.db.run(tx -> ChannelStore.disable(tx, target.id(), given.clock.instant()));
    assertThat(store.redeliver(view.publicId(), given.clock.instant())).isFalse();
    assertThat(store.redeliver(UUID.randomUUID(), given.clock.instant())).isFalse();
    given.db.update("UPDATE delivery SET state = 2");
    assertThat(store.redeliverDead(target.id(), given.clock.instant())).isZero();
  }

  @Test
  void givesUpWhatIsPendingForAChannelThatIsDeletedOrDisabled() {
    Channel deleted = given.channel("https://a.example/");
    Channel disabled = given.channel("https://b.example/");
    given.publish(1);
    assertThat(given.channels.delete(deleted, given.clock.instant(), Mandate.SERVICE)).isTrue();
    given.channels.replace(disabled, off(disabled.spec()), given.clock.instant());
    assertThat(given.states()).containsExactly("dead/0", "dead/0");
    deliver();
    assertThat(channel.sent).isEmpty();
  }

  @Test
  void clearsAwayOnlyWhatIsDoneAndOld() {
    given.channel("https://a.example/");
    given.publish(1);
    deliver();
    given.clock.advance(Duration.ofDays(31));
    given.publish(2);
    deliver();
    UUID pending = given.publish(3);
    store.prune(given.clock.instant().minus(Duration.ofDays(30)), given.clock.instant());
    assertThat(given.states()).containsExactly("delivered/1", "pending/0");
    assertThat(given.db.list("SELECT id FROM event", row -> row.getObject(1, UUID.class)))
        .hasSize(2)
        .contains(pending);
  }

  @Test
  void tellsTheEndOfAnOutageToAllWhoHeardOfIt() {
    ChannelSpec payments =
        AlertFixtures.spec(
            "https://a.example/", ChannelCodec.DEFAULT_EVENTS, Map.of("team", "payments"));
    given.channels.create(payments, given.clock.instant());
    given.publish(EventType.ENDPOINT_DOWN, AlertFixtures.endpoint(1, Map.of("team", "payments")));
    given.publish(EventType.ENDPOINT_UP, AlertFixtures.endpoint(1, Map.of("team", "orders")));
    given.publish(EventType.ENDPOINT_UP, AlertFixtures.endpoint(2, Map.of("team", "orders")));
    assertThat(given.states()).hasSize(2);
  }

  private static ChannelSpec off(ChannelSpec spec) {
    return new ChannelSpec(
        spec.name(),
        spec.url(),
        spec.format(),
        spec.template(),
        spec.headers(),
        spec.secretHeaders(),
        spec.events(),
        spec.labels(),
        spec.grouping(),
        false,
        null);
  }
}
