package io.probity.alert;

import static io.probity.alert.ScriptedChannel.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.probity.db.Mandate;
import io.probity.db.Reach;
import io.probity.secret.AesGcmSealer;
import io.probity.secret.MasterKey;
import io.probity.secret.Sealer;
import io.probity.testing.TestPostgres;
import org.junit.jupiter.api.Test;

class SealedChannelTest {
  private final AlertFixtures given = new AlertFixtures(TestPostgres.freshDb());
  private final Sealer other = new AesGcmSealer(MasterKey.generate());
  private final ChannelStore channels = new ChannelStore(given.db, other);
  private final ScriptedChannel receivers = new ScriptedChannel().answering(status(204));
  private final Deliveries deliveries =
      new Deliveries(
          given.db,
          other,
          receivers,
          given.bell,
          new SendingLog(given.meters),
          given.dead(),
          new Deliveries.Slots(256, 16));

  @Test
  void isListedWithoutWhatDoesNotOpen() {
    Channel lost = given.channel("https://a.example/hook");
    Channel open =
        channels.create(AlertFixtures.spec("https://b.example/"), given.clock.instant()).channel();
    assertThat(channels.page(Reach.EVERYTHING, 0, 10))
        .extracting(Channel::publicId, each -> each.spec().isSealed())
        .containsExactly(tuple(lost.publicId(), true), tuple(open.publicId(), false));
    ChannelSpec found = channels.find(lost.publicId(), Reach.EVERYTHING).orElseThrow().spec();
    assertThat(found.name()).isEqualTo("on call");
    assertThat(found.headers()).containsEntry("X-Team", "payments");
    assertThat(found.secretHeaders()).isEmpty();
  }

  @Test
  void itsMessagesFailWithTheReason() {
    Channel lost = given.channel("https://a.example/hook");
    given.publish(1);
    send();
    assertThat(receivers.sent).isEmpty();
    assertThat(error()).contains("key");
    assertThat(given.states()).containsExactly("pending/1");
    assertThat(channels.find(lost.publicId(), Reach.EVERYTHING)).isPresent();
  }

  @Test
  void isToldAgainOnceItsSecretsAreSetAnew() {
    Channel lost =
        channels
            .find(given.channel("https://a.example/hook").publicId(), Reach.EVERYTHING)
            .orElseThrow();
    Channel mended =
        channels
            .replace(lost, AlertFixtures.spec("https://a.example/new"), given.clock.instant())
            .orElseThrow();
    assertThat(mended.spec().isSealed()).isFalse();
    assertThat(channels.rotateSecret(mended, given.clock.instant(), Mandate.SERVICE)).isPresent();
    given.publish(1);
    send();
    assertThat(given.states()).containsExactly("delivered/1");
    assertThat(receivers.sent)
        .singleElement()
        .satisfies(each -> assertThat(each.keys()).hasSize(1));
  }

  @Test
  void oneThatOnlyANewerVersionReadsHidesNoOther() {
    Channel newer = given.channel("https://a.example/");
    Channel known = given.channel("https://b.example/");
    given.db.update(
        "UPDATE channel SET config = config || '{\"format\": \"telepathy\"}' WHERE id = ?",
        newer.id());
    assertThat(given.channels.page(Reach.EVERYTHING, 0, 1))
        .extracting(Channel::id)
        .containsExactly(known.id());
  }

  private void send() {
    deliveries.tick(given.clock.instant());
    deliveries.settle(given.clock.instant());
  }

  private String error() {
    return given.db.first("SELECT last_error FROM delivery", row -> row.getString(1)).orElseThrow();
  }
}
