package io.probity.probe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslProvider;
import io.probity.endpoint.Assertion;
import io.probity.endpoint.Severity;
import io.probity.probe.Attempt;
import io.probity.testing.NginxTarget;
import io.probity.testing.Specs;
import io.probity.testing.TestCa;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A fresh attempt neither reuses a connection nor resumes a session: the server says so. */
@EnabledIf("io.probity.testing.NginxTarget#installed")
class FreshConnectionTest {
  private static final Assertion READS =
      new Assertion.Body(new Assertion.TextTest.Contains("resumed"), Severity.DOWN);

  @ParameterizedTest
  @EnumSource(
      value = SslProvider.class,
      names = {"OPENSSL", "JDK"})
  void noSessionIsResumedAndNoConnectionReused(SslProvider engine) {
    TestCa.Issued identity = TestCa.root("Fresh root").leaf("x.test");
    try (ProberFixture probe = new ProberFixture(engine);
        NginxTarget nginx =
            NginxTarget.on("127.0.0.1")
                .presenting(identity.chainPem(), identity.keyPem())
                .answering("return 200 'resumed:$ssl_session_reused #$connection_requests';")) {
      nginx.start();
      Specs specs = Specs.of("https://x.test:" + nginx.port() + "/").assertions(READS);
      assertThat(said(probe.pooled(specs))).isEqualTo("resumed:. #1");
      assertThat(said(probe.pooled(specs))).isEqualTo("resumed:. #2");
      for (int i = 0; i < 5; i++) {
        Attempt fresh = probe.fresh(specs);
        assertThat(said(fresh)).isEqualTo("resumed:. #1");
        assertThat(fresh.reused()).isFalse();
        assertThat(fresh.tls().chain()).isEqualTo(identity.chain());
      }
      assertThat(probe.idle()).isEqualTo(1);
    }
  }

  private static String said(Attempt attempt) {
    assertThat(attempt.failure()).isNull();
    return new String(attempt.response().body(), UTF_8);
  }
}
