package io.probity.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.probe.Attempt;
import io.probity.probe.HttpVersion;
import io.probity.probe.Timings;
import io.probity.testing.Conversation;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import io.probity.testing.TestCa;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VertxProberTest {
  private final TestCa.Issued identity = TestCa.root("Prober root").leaf("ok.test");
  private final ProberFixture probe = new ProberFixture();

  @AfterEach
  void stop() {
    probe.close();
  }

  @Test
  void aFreshAttemptHasEveryPhaseAndLeavesNothingBehind() {
    try (TargetServer server = TargetServer.tls(identity, with -> with.serveOk("fine"))) {
      Attempt attempt = probe.fresh(Specs.of(server.url("ok.test", "/health?q=1")));

      assertThat(attempt.failure()).isNull();
      assertThat(attempt.address()).isEqualTo("127.0.0.1");
      assertThat(attempt.response().status()).isEqualTo(200);
      assertThat(attempt.response().version()).isEqualTo(HttpVersion.HTTP_1_1);
      assertThat(attempt.response().bytes()).isEqualTo(4);
      assertThat(attempt.response().headers()).containsKey("content-type");
      assertThat(attempt.tls().chain()).containsExactlyElementsOf(identity.chain());
      assertThat(attempt.tls().protocol()).isEqualTo("TLSv1.3");
      assertThat(attempt.tls().cipher()).startsWith("TLS_");
      assertThat(attempt.connection().reused()).isFalse();
      Timings timings = attempt.timings();
      assertThat(timings.dnsUs()).isEqualTo(Timings.NONE);
      assertThat(timings.connectUs()).isNotNegative();
      assertThat(timings.tlsUs()).isPositive();
      assertThat(timings.writeUs()).isNotNegative();
      assertThat(timings.firstByteUs()).isPositive();
      assertThat(timings.transferUs()).isNotNegative();
      assertThat(timings.totalUs()).isGreaterThan(timings.tlsUs() + timings.firstByteUs());
      Conversation.Request request = server.requests().get(0);
      assertThat(request.target()).isEqualTo("/health?q=1");
      assertThat(request.headers())
          .containsEntry("host", "ok.test:" + server.port())
          .containsEntry("user-agent", "Probity/test")
          .containsEntry("connection", "close");
      assertThat(probe.idle()).isZero();
    }
  }

  @Test
  void aPooledAttemptReusesItsConnectionAndStillKnowsTheChain() {
    try (TargetServer server = TargetServer.tls(identity, with -> with.serveOk("fine"))) {
      Specs specs = Specs.of(server.url("ok.test", "/"));
      assertThat(probe.pooled(specs).reused()).isFalse();
      Attempt second = probe.pooled(specs);

      assertThat(second.failure()).isNull();
      assertThat(second.reused()).isTrue();
      assertThat(second.connection().requestNumber()).isEqualTo(2);
      assertThat(second.tls().chain()).containsExactlyElementsOf(identity.chain());
      assertThat(second.timings().connectUs()).isEqualTo(Timings.NONE);
      assertThat(second.timings().tlsUs()).isEqualTo(Timings.NONE);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void plainHttpWorksPooledAndFresh() {
    try (TargetServer server = TargetServer.plain(with -> with.serveOk("fine"))) {
      Specs specs = Specs.of(server.url("ok.test", "/"));
      assertThat(probe.pooled(specs).failure()).isNull();
      assertThat(probe.pooled(specs).reused()).isTrue();
      Attempt fresh = probe.fresh(specs);
      assertThat(fresh.failure()).isNull();
      assertThat(fresh.reused()).isFalse();
      assertThat(fresh.tls()).isNull();
      assertThat(server.connections()).isEqualTo(2);
    }
  }
}
