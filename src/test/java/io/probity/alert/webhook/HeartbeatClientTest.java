package io.probity.alert.webhook;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.probity.alert.SendResult;
import io.probity.net.Admission;
import io.probity.net.Egress;
import io.probity.net.LoopbackEgress;
import io.probity.net.OpenEgress;
import io.probity.testing.RecordingWebhook;
import io.probity.testing.RecordingWebhook.Answer;
import io.probity.testing.TargetServer;
import io.vertx.core.Vertx;
import java.net.URI;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeartbeatClientTest {
  private static final Vertx VERTX = Vertx.vertx();

  private final RecordingWebhook receiver = RecordingWebhook.start();

  @AfterEach
  void close() {
    receiver.close();
  }

  @AfterAll
  static void closeVertx() {
    VERTX.close();
  }

  private static SendResult call(Egress egress, URI url) throws Exception {
    return new HeartbeatClient(
            VERTX.getOrCreateContext(), egress, trust(), "Probity/test", Duration.ofSeconds(2))
        .call(url)
        .toCompletableFuture()
        .get(10, SECONDS);
  }

  private static X509TrustManager trust() throws Exception {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    return (X509TrustManager) factory.getTrustManagers()[0];
  }

  @Test
  void asksTheAdmittedAddressUnderTheNameOfTheReceiver() throws Exception {
    URI url = URI.create("http://beats.example:" + receiver.port() + "/ping/1?token=a%20b");
    assertThat(call(new OpenEgress(), url)).isEqualTo(new SendResult.Answered(204, "", null));
    var received = receiver.received().get(0);
    assertThat(received.method()).isEqualTo("GET");
    assertThat(received.path()).isEqualTo("/ping/1?token=a%20b");
    assertThat(received.header("host")).isEqualTo("beats.example:" + receiver.port());
    assertThat(received.header("user-agent")).isEqualTo("Probity/test");
  }

  @Test
  void doesNotLeaveTheEgressPolicy() throws Exception {
    Egress closed =
        new LoopbackEgress()
            .answer("beats.example", new Admission.Refused("10.0.0.1", "Not allowed.", -1));
    URI url = URI.create("http://beats.example:" + receiver.port() + "/");
    assertThat(call(closed, url)).isEqualTo(new SendResult.Failed("Not allowed."));
    assertThat(receiver.received()).isEmpty();
  }

  @Test
  void followsNoRedirect() throws Exception {
    receiver.then(Answer.redirect(URI.create(receiver.url() + "/elsewhere")));
    assertThat(call(new OpenEgress(), receiver.url()))
        .isEqualTo(new SendResult.Answered(302, "", null));
    assertThat(receiver.received()).hasSize(1);
  }

  @Test
  void waitsNoLongerThanItsTime() throws Exception {
    receiver.always(Answer.silence());
    assertThat(call(new OpenEgress(), receiver.url()))
        .isEqualTo(new SendResult.Failed("No answer came in time."));
  }

  @Test
  void saysThatNobodyIsThere() throws Exception {
    URI url = URI.create("http://127.0.0.1:" + TargetServer.closedPort() + "/");
    assertThat(call(new OpenEgress(), url))
        .isEqualTo(new SendResult.Failed("The receiver refused the connection."));
  }
}
