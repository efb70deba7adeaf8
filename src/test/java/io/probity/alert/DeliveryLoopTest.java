package io.probity.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.alert.webhook.Formats;
import io.probity.alert.webhook.Templates;
import io.probity.alert.webhook.WebhookChannel;
import io.probity.cluster.RolesConfig.Role;
import io.probity.db.Db;
import io.probity.net.OpenEgress;
import io.probity.testing.AlertSettings;
import io.probity.testing.RecordingWebhook;
import io.probity.testing.RecordingWebhook.Answer;
import io.probity.testing.TestPostgres;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeliveryLoopTest {
  private final Vertx vertx = Vertx.vertx();
  private final RecordingWebhook receiver = RecordingWebhook.start();
  private final DataSource source = TestPostgres.freshDataSource();
  private final AtomicBoolean away = new AtomicBoolean();
  private final AlertFixtures given = new AlertFixtures(new Db(source));
  private final DeliveryPulse pulse = new DeliveryPulse();
  private final DeliveryLoop loop = loop(Set.of(Role.ALERT));

  @AfterEach
  void close() throws InterruptedException {
    loop.stop(new ShutdownEvent());
    receiver.close();
    vertx.close();
  }

  @Test
  void deliversSoonAfterItIsWoken() {
    given.channel(receiver.url().toString());
    loop.start(new StartupEvent());
    publish(1);
    await().until(() -> receiver.received().size() == 1);
    long published = System.nanoTime();
    publish(2);
    await().pollInterval(Duration.ofMillis(5)).until(() -> receiver.received().size() == 2);
    assertThat(receiver.received().get(1).atNanos() - published)
        .isLessThan(Duration.ofMillis(900).toNanos());
  }

  @Test
  void deliversWhatAnotherReplicaStoredWithoutBeingWoken() {
    given.channel(receiver.url().toString());
    loop.start(new StartupEvent());
    given.publish(1);
    await().atMost(Duration.ofSeconds(10)).until(() -> receiver.received().size() == 1);
  }

  @Test
  void goesOnWhenTheDatabaseIsBack() {
    given.channel(receiver.url().toString());
    given.publish(1);
    away.set(true);
    loop.start(new StartupEvent());
    given.bell.ring();
    await().during(Duration.ofMillis(300)).until(() -> receiver.received().isEmpty());
    assertThat(pulse.isAlive(given.clock.instant())).isFalse();
    away.set(false);
    await().atMost(Duration.ofSeconds(10)).until(() -> receiver.received().size() == 1);
    assertThat(pulse.isAlive(given.clock.instant())).isTrue();
    assertThat(pulse.isAlive(given.clock.instant().plus(DeliveryPulse.PATIENCE).plusMillis(1)))
        .isFalse();
  }

  @Test
  void letsWhatIsOnItsWayArriveBeforeItStops() throws InterruptedException {
    given.channel(receiver.url().toString());
    receiver.always(Answer.status(204).after(Duration.ofMillis(500)));
    loop.start(new StartupEvent());
    publish(1);
    await().until(() -> receiver.received().size() == 1);
    loop.stop(new ShutdownEvent());
    assertThat(given.states()).containsExactly("delivered/1");
  }

  @Test
  void sendsNothingOnAReplicaWithoutTheRole() {
    given.channel(receiver.url().toString());
    loop(Set.of(Role.API, Role.PROBE)).start(new StartupEvent());
    publish(1);
    await().during(Duration.ofMillis(300)).until(() -> receiver.received().isEmpty());
    assertThat(given.states()).containsExactly("pending/0");
  }

  private void publish(long endpoint) {
    given.publish(endpoint);
    given.outbox.wake();
  }

  private DeliveryLoop loop(Set<Role> roles) {
    WebhookChannel channel =
        new WebhookChannel(
            vertx.getOrCreateContext(),
            new OpenEgress(),
            jdkTrust(),
            new Formats(Optional.empty(), "test", new Templates()),
            "Probity/test",
            InstantSource.system());
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    Deliveries deliveries =
        new Deliveries(
            new Db(sometimesAway()),
            given.sealer,
            channel,
            given.bell,
            new SendingLog(meters),
            given.dead());
    Grouping grouping = new Grouping(new Db(sometimesAway()), given.channels, meters);
    return new DeliveryLoop(
        deliveries,
        grouping,
        given.bell,
        given.clock,
        AlertSettings.PLAIN,
        () -> roles,
        pulse,
        meters);
  }

  /** The database through a door that can be shut. */
  private DataSource sometimesAway() {
    return (DataSource)
        java.lang.reflect.Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, args) -> {
              if (away.get()) {
                throw new SQLException("the database is away", "08001");
              }
              Connection connection = source.getConnection();
              return connection;
            });
  }

  private static X509TrustManager jdkTrust() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      return (X509TrustManager) factory.getTrustManagers()[0];
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
