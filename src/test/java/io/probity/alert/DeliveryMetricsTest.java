package io.probity.alert;

import static io.probity.alert.ScriptedChannel.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.Timer;
import io.probity.db.Db;
import io.probity.db.DbException;
import io.probity.testing.SwitchableDataSource;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeliveryMetricsTest {
  /** What the machine's own time adds to that of the test's clock. */
  private static final double REAL = 0.5;

  private final SwitchableDataSource source =
      new SwitchableDataSource(TestPostgres.freshDataSource());
  private final AlertFixtures given = new AlertFixtures(new Db(source));
  private final ScriptedChannel channel = new ScriptedChannel();
  private final Deliveries deliveries = given.deliveries(channel);

  private void tickTwice() {
    deliveries.tick(given.clock.instant());
    deliveries.tick(given.clock.instant());
  }

  /** The attempts of channels of our own format that were counted, by outcome. */
  private Map<String, Double> attempts() {
    Map<String, Double> counted = new TreeMap<>();
    given
        .meters
        .get("probity.alert.attempts")
        .tag("format", "probity")
        .counters()
        .forEach(
            each -> {
              if (each.count() > 0) {
                counted.put(each.getId().getTag("outcome"), each.count());
              }
            });
    return counted;
  }

  private Timer toNotify() {
    return given.meters.get("probity.time.to.notify").tag("format", "probity").timer();
  }

  @Test
  void aDeliveryTakesTheTimeFromItsEventToItsFirstSuccess() {
    given.channel("https://a.example/");
    given.publish(1);
    channel.answering(status(500));
    tickTwice();
    assertThat(toNotify().count()).isZero();
    given.clock.advance(Duration.ofSeconds(6));
    channel.answering(status(204));
    tickTwice();
    assertThat(attempts()).isEqualTo(Map.of("retried", 1.0, "delivered", 1.0));
    assertThat(toNotify().count()).isEqualTo(1);
    assertThat(toNotify().totalTime(TimeUnit.SECONDS)).isCloseTo(6, within(REAL));
  }

  @Test
  void timeThatTheDatabaseWasAwayAfterTheAnswerDoesNotCount() {
    given.channel("https://a.example/");
    given.publish(1);
    deliveries.tick(given.clock.instant());
    source.setAway(true);
    assertThatThrownBy(() -> deliveries.tick(given.clock.instant()))
        .isInstanceOf(DbException.class);
    assertThat(toNotify().count()).isZero();
    source.setAway(false);
    deliveries.tick(given.clock.instant());
    assertThat(toNotify().count()).isEqualTo(1);
    assertThat(toNotify().totalTime(TimeUnit.SECONDS)).isCloseTo(0, within(REAL));
  }

  @Test
  void whatIsGivenUpIsToldFromAReceiverThatWantsNothingMore() {
    given.channel("https://a.example/");
    given.publish(1);
    channel.answering(status(400));
    for (int attempt = 1; attempt <= DeliveryPolicy.SCHEDULE.size(); attempt++) {
      tickTwice();
      given.clock.advance(Duration.ofHours(27));
    }
    assertThat(attempts()).isEqualTo(Map.of("retried", 9.0, "dead", 1.0));
    given.publish(2);
    channel.answering(status(410));
    tickTwice();
    assertThat(attempts()).containsEntry("gone", 1.0);
    assertThat(toNotify().count()).isZero();
  }

  @Test
  void everySeriesIsThereBeforeAnythingHappens() {
    assertThat(given.meters.get("probity.alert.attempts").counters())
        .hasSize((ChannelFormat.values().length + 1) * 5)
        .allMatch(each -> each.count() == 0);
    assertThat(given.meters.get("probity.events").counters())
        .hasSize(EventType.values().length)
        .allMatch(each -> each.count() == 0);
  }

  @Test
  void eventsAreCountedByType() {
    given.publish(EventType.PROBER_IMPAIRED, null);
    given.publish(1);
    given.publish(1);
    assertThat(given.meters.get("probity.events").tag("type", "endpoint.down").counter().count())
        .isEqualTo(2);
    assertThat(given.meters.get("probity.events").tag("type", "prober.impaired").counter().count())
        .isEqualTo(1);
  }
}
