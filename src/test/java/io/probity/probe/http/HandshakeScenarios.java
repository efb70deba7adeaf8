package io.probity.probe.http;

import static io.probity.probe.FailureClass.*;

import io.probity.probe.Attempt;
import io.probity.probe.FailureClass;
import io.probity.testing.TargetServer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Handshakes that fail before or beside the judgement of the chain. */
final class HandshakeScenarios {
  private static final int INTERNAL_ERROR = 80;

  private HandshakeScenarios() {}

  static Map<FailureClass, Scenario> all() {
    Map<FailureClass, Scenario> all = new EnumMap<>(FailureClass.class);
    all.put(
        TLS_HANDSHAKE_TIMEOUT,
        stage -> {
          TargetServer server = stage.raw(with -> with.silence());
          Attempt attempt = stage.fresh(stage.at(server).timeoutsMs(5_000, 400, 5_000, 10_000));
          return new Scenario.Played(attempt, List.of(Stage.peer(server), " ms"));
        });
    all.put(
        TLS_RESET,
        raw(
            with -> {
              with.firstByte();
              with.reset();
            }));
    all.put(
        TLS_CLOSED,
        raw(
            with -> {
              with.finish();
              with.drain();
            }));
    all.put(
        TLS_NOT_TLS,
        raw(
            with -> {
              with.send("HTTP/1.1 400 Bad Request\r\n\r\n");
              with.drain();
            }));
    all.put(
        TLS_PROTOCOL_VERSION,
        stage -> {
          TargetServer server = secured(stage, only("TLSv1.2", null));
          Attempt attempt = stage.fresh(stage.at(server).tls(true, null, "1.3"));
          return new Scenario.Played(attempt, List.of(Stage.peer(server), "TLS 1.3"));
        });
    all.put(
        TLS_NO_COMMON_CIPHER, settings(only("TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")));
    all.put(
        TLS_UNRECOGNIZED_NAME,
        settings(
            socket -> {
              SSLParameters parameters = socket.getSSLParameters();
              parameters.setSNIMatchers(List.of(SNIHostName.createSNIMatcher("other\\.test")));
              socket.setSSLParameters(parameters);
            },
            Stage.HOST));
    all.put(TLS_CLIENT_CERTIFICATE_REQUIRED, settings(socket -> socket.setNeedClientAuth(true)));
    all.put(
        TLS_ALERT,
        raw(
            with -> {
              with.send(new byte[] {21, 3, 3, 0, 2, 2, INTERNAL_ERROR});
              with.drain();
            },
            "alert " + INTERNAL_ERROR));
    return all;
  }

  private static Consumer<SSLSocket> only(String version, String suite) {
    return socket -> {
      socket.setEnabledProtocols(new String[] {version});
      if (suite != null) {
        socket.setEnabledCipherSuites(new String[] {suite});
      }
    };
  }

  private static TargetServer secured(Stage stage, Consumer<SSLSocket> settings) {
    return stage.secure(settings, with -> with.serveOk("fine"));
  }

  private static Scenario settings(Consumer<SSLSocket> settings, String... named) {
    return stage -> played(stage, secured(stage, settings), named);
  }

  /** What the target does once the first byte of the ClientHello is there. */
  private static Scenario raw(TargetServer.Script then, String... named) {
    TargetServer.Script script =
        with -> {
          with.firstByte();
          then.serve(with);
        };
    return stage -> played(stage, stage.raw(script), named);
  }

  private static Scenario.Played played(Stage stage, TargetServer server, String... named) {
    List<String> all = new java.util.ArrayList<>(List.of(named));
    all.add(Stage.peer(server));
    return new Scenario.Played(stage.fresh(stage.at(server)), all);
  }
}
