package io.probity.alert.webhook;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.standardwebhooks.Webhook;
import io.cloudevents.CloudEvent;
import io.cloudevents.http.HttpMessageFactory;
import io.probity.alert.ChannelFormat;
import io.probity.alert.ChannelSpec;
import io.probity.alert.EventType;
import io.probity.alert.Message;
import io.probity.alert.SendResult;
import io.probity.net.OpenEgress;
import io.probity.testing.RecordingWebhook;
import io.probity.testing.RecordingWebhook.Answer;
import io.probity.testing.RecordingWebhook.Received;
import io.probity.testing.TestCa;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WebhookChannelTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final TestCa CA = TestCa.root("Probity test root");
  private static final String KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private final RecordingWebhook receiver = RecordingWebhook.start();
  private final WebhookChannel channel =
      channel(new OpenEgress("127.6.6.6"), Duration.ofSeconds(5));

  @AfterEach
  void close() {
    receiver.close();
  }

  @AfterAll
  static void closeVertx() {
    VERTX.close();
  }

  @Test
  void postsASignedBodyThatThePublicLibraryAccepts() {
    assertThat(send(receiver.url())).isEqualTo(new SendResult.Answered(204, "", null));
    Received received = receiver.received().get(0);
    assertThat(received.method()).isEqualTo("POST");
    assertThat(received.path()).isEqualTo("/hook");
    assertThat(received.header("content-type")).isEqualTo("application/json");
    assertThat(received.header("user-agent")).isEqualTo("Probity/test");
    assertThat(received.header("x-token")).isEqualTo("t0ken");
    assertThat(received.header("host")).isEqualTo("127.0.0.1:" + receiver.port());
    assertThat(received.body())
        .isEqualTo(
            "{\"type\":\"endpoint.down\",\"timestamp\":\"2026-11-22T11:20:00.123456Z\","
                + "\"data\":{\"state\": \"down\"}}");
    verify(received);
  }

  @ParameterizedTest
  @EnumSource(ChannelFormat.class)
  void signsTheBodyOfEveryFormat(ChannelFormat format) {
    String template = format == ChannelFormat.TEMPLATE ? "{data.state}" : null;
    Message message =
        Messages.of(
            EventType.ENDPOINT_DOWN,
            Messages.spec(receiver.url(), format, template, Map.of()),
            List.of(KEY));
    assertThat(send(channel, message)).isEqualTo(new SendResult.Answered(204, "", null));
    Received received = receiver.received().get(0);
    assertThat(received.id()).isEqualTo(message.id().toString());
    verify(received);
  }

  @Test
  void postsABinaryCloudEventWithItsAttributesAsHeaders() {
    ChannelSpec spec =
        Messages.spec(
            receiver.url(),
            ChannelFormat.CLOUDEVENTS,
            null,
            Map.of("Content-Type", "application/json"));
    Message message = Messages.of(EventType.ENDPOINT_DOWN, spec, List.of(KEY));
    assertThat(send(channel, message)).isEqualTo(new SendResult.Answered(204, "", null));
    Received received = receiver.received().get(0);
    CloudEvent event =
        HttpMessageFactory.createReader(
                received.headers(), received.body().getBytes(StandardCharsets.UTF_8))
            .toEvent();
    assertThat(event.getId()).isEqualTo(message.id().toString());
    assertThat(event.getSource()).isEqualTo(URI.create("urn:probity:test"));
    assertThat(event.getType()).isEqualTo("io.probity.endpoint.down");
    assertThat(event.getSubject()).isEqualTo(Messages.ENDPOINT_ID);
    verify(received);
  }

  @Test
  void saysWhyATemplateMakesNoBody() {
    String endless = "{#for a in data.many}".repeat(5) + "x" + "{/for}".repeat(5);
    Message message =
        Messages.of(
            EventType.ENDPOINT_DOWN_GROUP,
            Messages.spec(receiver.url(), ChannelFormat.TEMPLATE, endless, Map.of()),
            List.of(KEY));
    assertThat(send(channel, message))
        .isEqualTo(new SendResult.Failed("The template's loops take more than 10000 rounds."));
    assertThat(receiver.received()).isEmpty();
  }

  @Test
  void sendsToTheAdmittedAddressUnderTheNameOfTheReceiver() {
    URI url = URI.create("http://hooks.example:" + receiver.port() + "/a/b?c=%20d");
    assertThat(send(url)).isEqualTo(new SendResult.Answered(204, "", null));
    assertThat(receiver.received().get(0).header("host"))
        .isEqualTo("hooks.example:" + receiver.port());
    assertThat(receiver.received().get(0).path()).isEqualTo("/a/b?c=%20d");
  }

  @Test
  void reportsStatusBodyAndRetryAfter() {
    receiver.then(Answer.status(503).with("Retry-After", "7").body("come\0back"));
    assertThat(send(receiver.url())).isEqualTo(new SendResult.Answered(503, "come\uFFFDback", "7"));
  }

  @Test
  void followsNoRedirect() {
    receiver.then(Answer.redirect(URI.create(receiver.url() + "/elsewhere")));
    assertThat(send(receiver.url())).isEqualTo(new SendResult.Answered(302, "", null));
    assertThat(receiver.received()).hasSize(1);
  }

  @Test
  void failsAtTheDeadlineIfTheReceiverIsSilent() {
    receiver.always(Answer.silence());
    WebhookChannel hasty = channel(new OpenEgress(), Duration.ofMillis(300));
    assertThat(send(hasty, receiver.url()))
        .isEqualTo(new SendResult.Failed("No answer came in time."));
  }

  @Test
  void readsOneKibibyteOfAnEndlessBodyAndThenCloses() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
      CompletableFuture<Throwable> end = CompletableFuture.supplyAsync(() -> pour(server));
      SendResult result = send(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"));
      assertThat(result).isEqualTo(new SendResult.Answered(500, "x".repeat(1024), null));
      assertThat(end).succeedsWithin(Duration.ofSeconds(5)).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void failsWhereTheEgressPolicyRefusesOrTheNameDoesNotExist() {
    assertThat(send(URI.create("http://127.6.6.6:" + receiver.port())))
        .isEqualTo(new SendResult.Failed("127.6.6.6 is outside the egress policy."));
    assertThat(send(URI.create("http://no.invalid/")))
        .isEqualTo(new SendResult.Failed("no.invalid does not exist."));
    assertThat(receiver.received()).isEmpty();
  }

  @Test
  void failsIfNobodyListens() {
    URI url = receiver.url();
    receiver.close();
    assertThat(send(url)).isEqualTo(new SendResult.Failed("The receiver refused the connection."));
  }

  @Test
  void trustsAReceiverWhoseCertificateIsVouchedForAndNamesIt() throws Exception {
    try (RecordingWebhook tls = RecordingWebhook.startTls(context(CA.leaf("hooks.example")))) {
      String rest = ":" + tls.port() + "/hook";
      assertThat(send(URI.create("https://hooks.example" + rest)))
          .isEqualTo(new SendResult.Answered(204, "", null));
      assertThat(send(URI.create("https://other.example" + rest)))
          .isInstanceOfSatisfying(
              SendResult.Failed.class,
              failed -> assertThat(failed.detail()).startsWith("The TLS handshake"));
      assertThat(tls.received()).hasSize(1);
    }
  }

  @Test
  void refusesAReceiverWhoseCertificateNobodyVouchesFor() throws Exception {
    TestCa unknown = TestCa.root("Somebody else");
    try (RecordingWebhook tls = RecordingWebhook.startTls(context(unknown.leaf("hooks.example")))) {
      assertThat(send(URI.create("https://hooks.example:" + tls.port() + "/hook")))
          .isInstanceOfSatisfying(
              SendResult.Failed.class,
              failed -> assertThat(failed.detail()).startsWith("The TLS handshake"));
      assertThat(tls.received()).isEmpty();
    }
  }

  private static void verify(Received received) {
    Map<String, List<String>> headers =
        Map.of(
            "webhook-id", List.of(received.id()),
            "webhook-timestamp", List.of(received.header("webhook-timestamp")),
            "webhook-signature", List.of(received.header("webhook-signature")));
    assertThatCode(() -> new Webhook(KEY).verify(received.body(), headers))
        .doesNotThrowAnyException();
  }

  private SendResult send(URI url) {
    return send(channel, url);
  }

  private static SendResult send(WebhookChannel channel, URI url) {
    Message message =
        new Message(
            UUID.fromString("01993f4e-7c1a-7cc0-8000-0123456789ab"),
            "endpoint.down",
            Instant.parse("2026-11-22T11:20:00.123456Z"),
            "{\"state\": \"down\"}",
            Messages.spec(url, ChannelFormat.PROBITY, null, Map.of()),
            List.of(KEY));
    return send(channel, message);
  }

  private static SendResult send(WebhookChannel channel, Message message) {
    return channel.send(message).toCompletableFuture().orTimeout(10, SECONDS).join();
  }

  private static WebhookChannel channel(OpenEgress egress, Duration timeout) {
    return new WebhookChannel(
        VERTX.getOrCreateContext(),
        egress,
        trust(),
        new Formats(Optional.empty(), "test", new Templates()),
        "Probity/test",
        InstantSource.system(),
        timeout);
  }

  private static Throwable pour(ServerSocket server) {
    try (Socket socket = server.accept()) {
      OutputStream out = socket.getOutputStream();
      String head = "HTTP/1.1 500 Oops\r\nTransfer-Encoding: chunked\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      byte[] chunk = ("400\r\n" + "x".repeat(1024) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      while (true) {
        out.write(chunk);
      }
    } catch (IOException e) {
      return e;
    }
  }

  private static X509TrustManager trust() {
    try {
      KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
      anchors.load(null, null);
      anchors.setCertificateEntry("root", CA.certificate());
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(anchors);
      return (X509TrustManager) factory.getTrustManagers()[0];
    } catch (java.security.GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private static SSLContext context(TestCa.Issued issued) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry(
        "leaf",
        issued.key().getPrivate(),
        new char[0],
        issued.chain().toArray(new X509Certificate[0]));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }
}
