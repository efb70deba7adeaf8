package io.probity.probe.http;

import static io.probity.probe.FailureClass.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.probity.endpoint.Auth;
import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.PoolSpec;
import io.probity.endpoint.RedirectSpec;
import io.probity.net.Admission;
import io.probity.net.DnsProblem;
import io.probity.probe.Attempt;
import io.probity.probe.FailureClass;
import io.probity.probe.Timings;
import io.probity.secret.Secret;
import io.probity.testing.Conversation;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Resolving, admitting, connecting, pooling, redirecting. */
class RouteContractTest {
  private final ProberFixture probe = new ProberFixture();

  @AfterEach
  void stop() {
    probe.close();
  }

  private static FailureClass failure(Attempt attempt) {
    assertThat(attempt.failure()).isNotNull();
    return attempt.failure().cls();
  }

  @ParameterizedTest
  @EnumSource(DnsProblem.class)
  void aNameWithoutAddressFailsWithItsClass(DnsProblem problem) {
    probe.egress.answer(
        "x.test", new Admission.Unresolved(problem, "It has none.", Map.of("rcode", 3), 1_500));
    Attempt attempt = probe.fresh(Specs.of("http://x.test/"));
    String expected =
        switch (problem) {
          case UNSENT -> "MONITOR_NETWORK_DOWN";
          case OVERLOADED -> "MONITOR_OVERLOADED";
          default -> "DNS_" + problem;
        };
    assertThat(failure(attempt).name()).isEqualTo(expected);
    assertThat(attempt.timings().dnsUs()).isEqualTo(1_500);
    assertThat(attempt.timings().connectUs()).isEqualTo(Timings.NONE);
    assertThat(attempt.address()).isNull();
  }

  @Test
  void aResolverThatHangsTimesOut() {
    probe.egress.hang("x.test");
    Attempt attempt = probe.fresh(Specs.of("http://x.test/"));
    assertThat(failure(attempt)).isEqualTo(DNS_TIMEOUT);
    assertThat(attempt.timings().totalUs()).isBetween(290_000, 3_000_000);
  }

  @Test
  void anAddressOutsideThePolicyIsDenied() {
    probe.egress.answer("x.test", new Admission.Refused("10.0.0.1", "Not allowed.", -1));
    Attempt attempt = probe.fresh(Specs.of("http://x.test/"));
    assertThat(failure(attempt)).isEqualTo(EGRESS_DENIED);
    assertThat(attempt.address()).isEqualTo("10.0.0.1");
  }

  @Test
  void aClosedPortRefusesAndTheNextAddressIsTried() {
    try (TargetServer server = TargetServer.plainOn("127.0.0.3", with -> with.serveOk("fine"))) {
      probe.egress.resolve("x.test", server.port(), "127.0.0.2", "127.0.0.3");
      Attempt attempt = probe.fresh(Specs.of(server.url("x.test", "/")));
      assertThat(attempt.failure()).isNull();
      assertThat(attempt.address()).isEqualTo("127.0.0.3");

      probe.egress.resolve("x.test", server.port(), "127.0.0.2", "127.0.0.4");
      Attempt refused = probe.fresh(Specs.of(server.url("x.test", "/")));
      assertThat(failure(refused)).isEqualTo(CONNECT_REFUSED);
      assertThat(refused.address()).isEqualTo("127.0.0.4");
      assertThat(refused.timings().connectUs()).isPositive();
    }
  }

  @Test
  void aSynWithoutAnswerTimesOutAndDoesNotHoldUpTheNextAddress() {
    try (TargetServer deaf = TargetServer.deaf()) {
      Specs specs = Specs.of(deaf.url("x.test", "/")).timeoutsMs(700, 500, 500, 1_500);
      Attempt attempt = probe.fresh(specs);
      assertThat(failure(attempt)).isEqualTo(CONNECT_TIMEOUT);
      assertThat(attempt.timings().connectUs()).isBetween(650_000, 3_000_000);

      probe.egress.resolve("x.test", deaf.port(), "127.0.0.1", "127.0.0.9");
      assertThat(failure(probe.fresh(specs))).isEqualTo(CONNECT_TIMEOUT);
    }
  }

  @Test
  void aPooledConnectionIsLeftWhenItsAddressIsNoLongerAmongTheAnswers() {
    try (TargetServer server = TargetServer.plainOn("0.0.0.0", with -> with.serveOk("fine"))) {
      Specs specs = Specs.of(server.url("x.test", "/"));
      probe.egress.resolve("x.test", server.port(), "127.0.0.2", "127.0.0.3");
      probe.pooled(specs);
      probe.egress.resolve("x.test", server.port(), "127.0.0.3", "127.0.0.2");
      assertThat(probe.pooled(specs).reused()).isTrue();
      probe.egress.resolve("x.test", server.port(), "127.0.0.3");
      Attempt moved = probe.pooled(specs);
      assertThat(moved.reused()).isFalse();
      assertThat(moved.address()).isEqualTo("127.0.0.3");
      assertThat(probe.idle()).isEqualTo(1);
    }
  }

  @Test
  void anOldIdleOrForgottenConnectionIsNotUsed() {
    try (TargetServer server = TargetServer.plain(with -> with.serveOk("fine"))) {
      String url = server.url("x.test", "/");
      PoolSpec young = new PoolSpec(1, Duration.ofSeconds(60), Duration.ofNanos(1));
      probe.pooled(Specs.of(url).pool(young));
      assertThat(probe.idle()).isZero();

      probe.pooled(Specs.of(url));
      assertThat(probe.idle()).isEqualTo(1);
      probe.prober.forget(1);
      assertThat(probe.idle()).isZero();
      assertThat(probe.pooled(Specs.of(url)).reused()).isFalse();
      Awaitility.await().until(() -> server.openConnections() == 1);
    }
  }

  @Test
  void aServersOwnLimitOnKeepingAliveIsHonoured() {
    TargetServer.Script script = with -> with.serveOk("Keep-Alive: timeout=0", "ok");
    try (TargetServer server = TargetServer.plain(script)) {
      Specs specs = Specs.of(server.url("x.test", "/"));
      probe.pooled(specs);
      assertThat(probe.idle()).isZero();
      assertThat(probe.pooled(specs).reused()).isFalse();
    }
  }

  @Test
  void noMoreConnectionsAreKeptThanAllowedAndNoCheckWaitsForOne() {
    TargetServer.Script slow =
        with -> {
          with.request();
          with.pause(Duration.ofMillis(500));
          with.ok("fine");
          with.drain();
        };
    try (TargetServer server = TargetServer.plain(slow)) {
      Endpoint endpoint =
          Specs.of(server.url("x.test", "/"))
              .pool(new PoolSpec(1, Duration.ofSeconds(60), Duration.ofMinutes(1)))
              .endpoint();
      List<CompletableFuture<Attempt>> all =
          java.util.stream.Stream.of(1, 2, 3)
              .map(
                  each ->
                      probe
                          .prober
                          .attempt(endpoint, ConnectionMode.POOLED, Duration.ofSeconds(2))
                          .toCompletableFuture())
              .toList();
      assertThat(all).allSatisfy(each -> assertThat(each.join().failure()).isNull());
      assertThat(probe.idle()).isEqualTo(1);
      assertThat(server.connections()).isEqualTo(3);
    }
  }

  @Test
  void closingTheProberInterruptsWhatIsUnderWay() {
    try (TargetServer server = TargetServer.plain(with -> with.silence())) {
      CompletableFuture<Attempt> attempt =
          probe
              .prober
              .attempt(
                  Specs.of(server.url("x.test", "/")).endpoint(),
                  ConnectionMode.FRESH,
                  Duration.ofSeconds(10))
              .toCompletableFuture();
      Awaitility.await().until(() -> server.connections() == 1);
      probe.prober.close();
      assertThat(failure(attempt.join())).isEqualTo(MONITOR_INTERRUPTED);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/loop, REDIRECT_LOOP",
    "/endless/0, REDIRECT_TOO_MANY",
    "/none, REDIRECT_INVALID",
    "/bad, REDIRECT_INVALID",
    "/ftp, REDIRECT_DENIED"
  })
  void aRedirectThatCannotBeFollowedHasItsClass(String path, FailureClass cls) {
    try (TargetServer server = TargetServer.plain(RouteContractTest::redirects)) {
      Attempt attempt = probe.pooled(Specs.of(server.url("x.test", path)));
      assertThat(failure(attempt)).isEqualTo(cls);
      assertThat(attempt.response().status()).isBetween(301, 308);
    }
  }

  @Test
  void aRedirectIsFollowedOverTheSameConnectionUnlessForbidden() {
    try (TargetServer server = TargetServer.plain(RouteContractTest::redirects)) {
      Specs specs = Specs.of(server.url("x.test", "/to?x=/final"));
      Attempt followed = probe.pooled(specs);
      assertThat(followed.failure()).isNull();
      assertThat(followed.response().status()).isEqualTo(200);
      assertThat(server.connections()).isEqualTo(1);
      Attempt stayed = probe.pooled(specs.redirects(new RedirectSpec(false, 5, false)));
      assertThat(stayed.response().status()).isEqualTo(302);
    }
  }

  @Test
  void anotherOriginGetsNoSecretsAndIsAdmittedAnew() {
    try (TargetServer other = TargetServer.plain(with -> with.serveOk("fine"));
        TargetServer server =
            TargetServer.plain(
                with -> {
                  with.request();
                  with.respond("307 Go", "Location: " + other.url("other.test", "/in"), "");
                })) {
      Specs specs =
          Specs.of(server.url("x.test", "/"))
              .headers(Map.of("Cookie", "session=1", "X-Plain", "kept"))
              .secretHeaders(Map.of("X-Api-Key", new Secret("s3cret")))
              .auth(new Auth.Bearer(new Secret("t0ken")));
      assertThat(probe.fresh(specs).failure()).isNull();
      Conversation.Request first = server.requests().get(0);
      assertThat(first.headers())
          .containsEntry("authorization", "Bearer t0ken")
          .containsEntry("x-api-key", "s3cret")
          .containsEntry("cookie", "session=1");
      Conversation.Request second = other.requests().get(0);
      assertThat(second.headers())
          .containsEntry("x-plain", "kept")
          .containsEntry("host", "other.test:" + other.port())
          .doesNotContainKeys("authorization", "x-api-key", "cookie");

      probe.egress.answer("other.test", new Admission.Refused("10.0.0.1", "Not allowed.", -1));
      Attempt denied = probe.fresh(specs);
      assertThat(failure(denied)).isEqualTo(EGRESS_DENIED);
      assertThat(denied.failure().evidence()).containsEntry("redirects", 1);
      assertThat(denied.failure().detail())
          .startsWith("After a redirect to http://other.test:" + other.port() + "/")
          .endsWith(": Not allowed.");
    }
  }

  @Test
  void aPostBecomesAGetOnlyWhereItMust() {
    try (TargetServer server = TargetServer.plain(RouteContractTest::redirects)) {
      probe.fresh(Specs.of(server.url("x.test", "/to?x=/final")).method("POST", "käse"));
      probe.fresh(Specs.of(server.url("x.test", "/keep")).method("POST", "käse"));
      assertThat(server.requests().stream().map(r -> r.method() + " " + r.body()).toList())
          .containsExactly("POST käse", "GET ", "POST käse", "POST käse");
    }
  }

  private static void redirects(Conversation with) throws java.io.IOException {
    while (true) {
      String target = with.request().target();
      if (target.startsWith("/to?x=")) {
        with.respond("302 Found", "Location: " + target.substring(6), "moved");
      } else if (target.startsWith("/endless/")) {
        int n = Integer.parseInt(target.substring(9));
        with.respond("302 Found", "Location: /endless/" + (n + 1), "");
      } else {
        switch (target) {
          case "/loop" -> with.respond("301 Moved", "Location: /loop", "");
          case "/none" -> with.respond("302 Found", "X-No: location", "");
          case "/bad" -> with.respond("302 Found", "Location: http://a b/", "");
          case "/ftp" -> with.respond("302 Found", "Location: ftp://x.test/", "");
          case "/keep" -> with.respond("308 Moved", "Location: final", "");
          default -> with.ok("fine");
        }
      }
    }
  }
}
