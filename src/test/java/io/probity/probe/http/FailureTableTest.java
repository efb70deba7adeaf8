package io.probity.probe.http;

import static io.probity.probe.FailureClass.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslProvider;
import io.probity.probe.Attempt;
import io.probity.probe.ChainFailure;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Phase;
import io.probity.probe.ProbeJson;
import io.probity.probe.Timings;
import io.probity.tls.ChainProblem;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every failure class is provoked for real, on both TLS engines, and told with its facts. */
class FailureTableTest {
  private static final int MOST_EVIDENCE = 4 * 1024;
  private static final Set<Phase> BEFORE_CONNECTING = EnumSet.of(Phase.DNS, Phase.POLICY);
  private static final Set<Phase> AFTER_TLS =
      EnumSet.of(Phase.REQUEST, Phase.RESPONSE, Phase.REDIRECT, Phase.STATUS, Phase.ASSERTION);
  private static final Set<FailureClass> OF_CHAINS =
      Arrays.stream(ChainProblem.values()).map(ChainFailure::classOf).collect(Collectors.toSet());

  /** Hears nothing of the server's choice, or hears it and cannot use it. */
  private static final Set<FailureClass> WITHOUT_PROTOCOL =
      EnumSet.of(
          TLS_HANDSHAKE_TIMEOUT,
          TLS_RESET,
          TLS_CLOSED,
          TLS_NOT_TLS,
          TLS_PROTOCOL_VERSION,
          TLS_NO_COMMON_CIPHER,
          TLS_UNRECOGNIZED_NAME,
          TLS_ALERT);

  private static Map<FailureClass, Scenario> table() {
    Map<FailureClass, Scenario> table = new EnumMap<>(FailureClass.class);
    Stream.of(
            RouteScenarios.all(),
            HandshakeScenarios.all(),
            ChainScenarios.all(),
            ExchangeScenarios.all(),
            ResponseScenarios.all(),
            MonitorScenarios.all())
        .forEach(table::putAll);
    return table;
  }

  @Test
  void theTableIsComplete() {
    assertThat(table().keySet()).containsExactly(FailureClass.values());
  }

  @TestFactory
  Stream<DynamicTest> everyClassIsProvokedAndToldWithItsFacts() {
    return table().entrySet().stream()
        .flatMap(
            entry ->
                engines(entry.getKey())
                    .map(
                        engine ->
                            DynamicTest.dynamicTest(
                                entry.getKey().wireName() + " on " + engine,
                                () -> plays(engine, entry.getKey(), entry.getValue()))));
  }

  private static Stream<SslProvider> engines(FailureClass cls) {
    boolean both = cls.phase() == Phase.TLS || AFTER_TLS.contains(cls.phase());
    return both
        ? Stream.of(SslProvider.OPENSSL, SslProvider.JDK)
        : Stream.of(TlsContexts.bestProvider());
  }

  private static void plays(SslProvider engine, FailureClass cls, Scenario scenario)
      throws Exception {
    try (Stage stage = new Stage(engine)) {
      Scenario.Played played = scenario.play(stage);
      Failure failure = played.attempt().failure();
      assertThat(failure).isNotNull();
      assertThat(failure.cls()).as(failure.toString()).isEqualTo(cls);
      tellsConcretely(failure, played.named());
      keepsSecrets(failure);
      if (!cls.ours()) {
        keepsFacts(cls, played.attempt());
      }
    }
  }

  private static void tellsConcretely(Failure failure, List<String> named) {
    assertThat(failure.detail()).matches("[A-Za-z0-9].*\\.").doesNotContain("null");
    named.forEach(each -> assertThat(failure.detail() + failure.evidence()).contains(each));
    assertThat(named.stream().anyMatch(failure.detail()::contains) || named.isEmpty()).isTrue();
    byte[] evidence =
        ProbeJson.failure(failure).get("evidence").toString().getBytes(StandardCharsets.UTF_8);
    assertThat(evidence).hasSizeLessThanOrEqualTo(MOST_EVIDENCE);
  }

  private static void keepsSecrets(Failure failure) {
    assertThat(ProbeJson.failure(failure).toString())
        .doesNotContain(Stage.SECRETS)
        .doesNotContain("dXNlcjpiYXNpYy1wYXNzdzByZA==");
  }

  private static void keepsFacts(FailureClass cls, Attempt attempt) {
    Timings timings = attempt.timings();
    assertThat(timings.totalUs()).isNotNegative();
    if (cls.phase() == Phase.DNS) {
      assertThat(attempt.address()).isNull();
      assertThat(timings.dnsUs()).isNotEqualTo(Timings.NONE);
    } else {
      assertThat(attempt.address()).isNotNull();
    }
    boolean connected = cls.phase() == Phase.TLS || AFTER_TLS.contains(cls.phase());
    boolean dialled = !BEFORE_CONNECTING.contains(cls.phase()) && cls != REQUEST_STALE_CONNECTION;
    assertThat(timings.connectUs() != Timings.NONE).isEqualTo(dialled);
    assertThat(timings.tlsUs() != Timings.NONE).isEqualTo(connected && dialled);
    assertThat(attempt.tls() != null).isEqualTo(connected);
    if (connected && !WITHOUT_PROTOCOL.contains(cls)) {
      assertThat(attempt.tls().protocol()).isIn("TLSv1.2", "TLSv1.3");
      assertThat(attempt.tls().cipher()).startsWith("TLS_");
      assertThat(attempt.tls().chain()).isNotEmpty();
      assertThat(attempt.tls().verdict()).isNotNull();
      assertThat(attempt.tls().verdict().problem() != null).isEqualTo(OF_CHAINS.contains(cls));
    }
    if (AFTER_TLS.contains(cls.phase())) {
      assertThat(attempt.connection()).isNotNull();
      assertThat(timings.writeUs()).isNotEqualTo(Timings.NONE);
    }
    boolean answered =
        EnumSet.of(Phase.REDIRECT, Phase.STATUS, Phase.ASSERTION).contains(cls.phase());
    if (answered) {
      assertThat(attempt.response()).isNotNull();
      assertThat(timings.transferUs()).isNotEqualTo(Timings.NONE);
    }
  }
}
