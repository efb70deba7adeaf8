package io.probity.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslProvider;
import io.probity.endpoint.Auth;
import io.probity.probe.Attempt;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.secret.Secret;
import io.probity.testing.Conversation;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import io.probity.testing.TestCa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which alerts, once a client certificate was asked for, are about that certificate. */
class ClientCertificateAlertsTest {
  private static final TestCa ROOT = TestCa.root("Alerts root");
  private static final TestCa.Issued SERVER = ROOT.leaf("x.test");
  private static final TestCa.Issued CLIENT = ROOT.leaf("client.test");

  @ParameterizedTest
  @CsvSource({
    "40, TLS_CLIENT_CERTIFICATE_REQUIRED",
    "42, TLS_CLIENT_CERTIFICATE_REQUIRED",
    "43, TLS_CLIENT_CERTIFICATE_REQUIRED",
    "44, TLS_CLIENT_CERTIFICATE_REQUIRED",
    "45, TLS_CLIENT_CERTIFICATE_REQUIRED",
    "46, TLS_CLIENT_CERTIFICATE_REQUIRED",
    "47, TLS_ALERT",
    "48, TLS_CLIENT_CERTIFICATE_REQUIRED",
    "49, TLS_CLIENT_CERTIFICATE_REQUIRED",
    "51, TLS_ALERT",
    "80, TLS_ALERT",
    "116, TLS_CLIENT_CERTIFICATE_REQUIRED"
  })
  void anAlertAfterTheRequestIsToldByItsNumber(int alert, FailureClass cls) {
    for (SslProvider engine : new SslProvider[] {SslProvider.OPENSSL, SslProvider.JDK}) {
      try (ProberFixture probe = new ProberFixture(engine);
          TargetServer server =
              TargetServer.rawTls(with -> shakingHands(with, sending(with, alert)))) {
        Attempt attempt =
            probe.fresh(
                Specs.of(server.url("x.test", "/"))
                    .auth(new Auth.MutualTls(CLIENT.chainPem(), new Secret(CLIENT.keyPem()))));
        assertThat(attempt.failure().cls()).as("%s on %s", alert, engine).isEqualTo(cls);
        assertThat(attempt.failure().evidence()).containsEntry("alert", alert);
        assertThat(attempt.failure().detail()).contains("alert " + alert + " (");
        assertThat(attempt.tls().chain()).containsExactlyElementsOf(SERVER.chain());
      }
    }
  }

  @Test
  void closingUponTheOfferedCertificateTurnsItDown() {
    for (SslProvider engine : new SslProvider[] {SslProvider.OPENSSL, SslProvider.JDK}) {
      try (ProberFixture probe = new ProberFixture(engine);
          TargetServer server =
              TargetServer.rawTls(with -> shakingHands(with, guarded(with::finish)))) {
        Failure failure =
            probe
                .fresh(
                    Specs.of(server.url("x.test", "/"))
                        .auth(new Auth.MutualTls(CLIENT.chainPem(), new Secret(CLIENT.keyPem()))))
                .failure();
        assertThat(failure.cls())
            .as("%s", engine)
            .isEqualTo(FailureClass.TLS_CLIENT_CERTIFICATE_REQUIRED);
        assertThat(failure.detail()).endsWith("it was offered one and closed the connection.");
      }
    }
  }

  private interface Action {
    void run() throws IOException;
  }

  private static Runnable guarded(Action action) {
    return () -> {
      try {
        action.run();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  private static Runnable sending(Conversation with, int alert) {
    return guarded(() -> with.sendRaw(new byte[] {21, 3, 3, 0, 2, 2, (byte) alert}));
  }

  /** With TLS 1.2, where alerts are in clear; acts when the client's certificate is there. */
  private static void shakingHands(Conversation with, Runnable asked) throws IOException {
    with.secure(
        context(asked),
        socket -> {
          socket.setEnabledProtocols(new String[] {"TLSv1.2"});
          socket.setNeedClientAuth(true);
        });
  }

  private static SSLContext context(Runnable asked) {
    try {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      keys.setKeyEntry(
          "server",
          SERVER.key().getPrivate(),
          new char[0],
          SERVER.chain().toArray(X509Certificate[]::new));
      KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
      own.init(keys, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own.getKeyManagers(), new TrustManager[] {new Refusing(asked)}, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Refusing(Runnable asked) implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      asked.run();
      throw new CertificateException("the test refuses it");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      throw new CertificateException("the test is the server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[] {ROOT.certificate()};
    }
  }
}
