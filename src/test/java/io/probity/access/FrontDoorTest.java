package io.probity.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bucket4j.TimeMeter;
import io.probity.db.Trail;
import io.probity.net.AddressRanges;
import io.probity.net.IpLiteral;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What stands before authentication, over a real socket and without the rest. */
class FrontDoorTest {
  private static final LimitsConfig LIMITS =
      new LimitsConfig() {
        @Override
        public int requestsPerMinute() {
          return 3;
        }

        @Override
        public int anonymousRequestsPerMinute() {
          return 2;
        }

        @Override
        public int checksPerMinute() {
          return 1;
        }
      };

  private static final TimeMeter STOPPED =
      new TimeMeter() {
        @Override
        public long currentTimeNanos() {
          return 1;
        }

        @Override
        public boolean isWallClockBased() {
          return false;
        }
      };

  private final AccessFixture access = new AccessFixture();
  private final ApiKeys.Created created = access.keys.create("a key", Role.VIEWER, Map.of(), null);
  private final RequestLimits limits =
      new RequestLimits(
          access.ring,
          access.sessions,
          new ClientAddress(
              IpLiteral::parse, AddressRanges.parse(List.of("127.0.0.1"), "a key")::contain),
          LIMITS,
          STOPPED);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Vertx vertx;
  private HttpServer server;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    Router router = Router.router(vertx);
    new AnswerHeaders().onRouter(router);
    limits.onRouter(router);
    new SlowBodies(Duration.ofMillis(300)).onRouter(router);
    router
        .route("/page")
        .handler(context -> context.response().putHeader("Content-Type", "text/html").end("<p>"));
    router
        .route("/kept")
        .handler(
            context -> context.response().putHeader("Cache-Control", "max-age=60").end("kept"));
    router.post().handler(context -> context.request().body().onSuccess(context.response()::end));
    router.route().handler(context -> context.response().end("let in"));
    server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> getWithKey(String path) throws IOException, InterruptedException {
    return get(path, "Authorization", "Bearer " + created.text());
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void refusesAKeyThatAsksTooOftenAndSaysWhenToComeBack() throws Exception {
    for (int left = 2; left >= 0; left--) {
      HttpResponse<String> answer = getWithKey("/api/v1/endpoints");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(header(answer, "RateLimit")).startsWith("\"requests\";r=" + left + ";t=");
      assertThat(header(answer, "RateLimit-Policy")).isEqualTo("\"requests\";q=3;w=60");
    }
    HttpResponse<String> refused = getWithKey("/api/v1/endpoints");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(header(refused, "Content-Type")).isEqualTo("application/problem+json");
    assertThat(header(refused, "Retry-After")).isEqualTo("20");
    assertThat(header(refused, "X-Content-Type-Options")).isEqualTo("nosniff");
    JsonObject problem = new JsonObject(refused.body());
    assertThat(problem.getInteger("status")).isEqualTo(429);
    assertThat(problem.getString("detail")).contains("probity.limits.requests-per-minute");
    assertThat(problem.getString("instance")).isEqualTo("/api/v1/endpoints");
  }

  @Test
  void keepsScrapesAndHealthApartFromTheRest() throws Exception {
    for (int i = 0; i < 4; i++) {
      getWithKey("/api/v1/endpoints");
    }
    assertThat(getWithKey("/api/v1/endpoints").statusCode()).isEqualTo(429);
    assertThat(getWithKey("/q/metrics").statusCode()).isEqualTo(200);
    assertThat(getWithKey("/metrics/endpoints").statusCode()).isEqualTo(200);
    for (int i = 0; i < 10; i++) {
      assertThat(get("/q/health/ready").statusCode()).isEqualTo(200);
      assertThat(getWithKey("/q/health").statusCode()).isEqualTo(200);
    }
    assertThat(getWithKey("/q/metrics").statusCode()).isEqualTo(200);
    assertThat(getWithKey("/q/metrics").statusCode()).isEqualTo(429);
  }

  @Test
  void assetsTakeNothingFromThePagesButHaveABoundOfTheirOwn() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(get("/assets/1/base.css").statusCode()).isEqualTo(200);
    }
    assertThat(getWithKey("/assets/1/base.css").statusCode()).isEqualTo(429);
    assertThat(get("/assets/1/../../page").statusCode()).isEqualTo(200);
    assertThat(get("/assets/1/../../page").statusCode()).isEqualTo(200);
    assertThat(get("/assets/1/../../page").statusCode()).isEqualTo(429);
    assertThat(getWithKey("/page").statusCode()).isEqualTo(200);
  }

  @Test
  void countsASessionAsItsKey() throws Exception {
    Sessions.Begun begun = access.sessions.begin(created.text(), key -> Trail.NONE).orElseThrow();
    for (int i = 0; i < 2; i++) {
      getWithKey("/");
      assertThat(get("/", "Cookie", "probity_session=" + begun.token()).statusCode())
          .isEqualTo(i == 0 ? 200 : 429);
    }
  }

  @Test
  void countsWhatOpensNothingByAddress() throws Exception {
    assertThat(get("/").statusCode()).isEqualTo(200);
    assertThat(get("/", "Authorization", "Bearer pk_wrong").statusCode()).isEqualTo(200);
    HttpResponse<String> refused = get("/", "Cookie", "probity_session=ps_wrong");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.body()).contains("probity.limits.anonymous-requests-per-minute");
    assertThat(getWithKey("/").statusCode()).isEqualTo(200);
  }

  @Test
  void noInventedClientEscapesTheLimit() throws Exception {
    for (int i = 0; i < 2; i++) {
      get("/", "X-Forwarded-For", "203.0.113." + i + ", 198.51.100.7");
    }
    assertThat(get("/", "X-Forwarded-For", "203.0.113.9, 198.51.100.7").statusCode())
        .isEqualTo(429);
    assertThat(get("/", "X-Forwarded-For", "198.51.100.8").statusCode()).isEqualTo(200);
  }

  @Test
  void boundsChecksOnDemandOfAKey() {
    limits.beginCheck(created.key());
    assertThatThrownBy(() -> limits.beginCheck(created.key()))
        .isInstanceOf(TooManyRequests.class)
        .hasMessageContaining("probity.limits.checks-per-minute");
  }

  @Test
  void saysWhatBrowsersMustNotDo() throws Exception {
    HttpResponse<String> data = get("/data");
    assertThat(header(data, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(data, "X-Frame-Options")).isEqualTo("DENY");
    assertThat(header(data, "Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(header(data, "Cache-Control")).isEqualTo("no-store");
    assertThat(header(data, "Content-Security-Policy"))
        .isEqualTo("default-src 'none'; frame-ancestors 'none'");
    assertThat(header(data, "Strict-Transport-Security")).isEmpty();
    assertThat(header(data, "Server")).isEmpty();
    assertThat(header(getWithKey("/page"), "Content-Security-Policy"))
        .contains("script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'")
        .doesNotContain("unsafe");
    assertThat(header(getWithKey("/kept"), "Cache-Control")).isEqualTo("max-age=60");
  }

  @Test
  void saysOnlyWhereItIsEncryptedThatItMustBe() {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    AnswerHeaders.complete(headers, true);
    assertThat(headers.get("Strict-Transport-Security")).isEqualTo("max-age=31536000");
  }

  @Test
  void closesConnectionsWhoseBodyDrips() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", server.actualPort())) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      String head =
          "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\nAuthorization: Bearer "
              + created.text()
              + "\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      Thread dripping =
          new Thread(
              () -> {
                try {
                  while (true) {
                    out.write('x');
                    LockSupport.parkNanos(20_000_000);
                  }
                } catch (IOException closed) {
                  // This is what it is about.
                }
              });
      dripping.start();
      assertThat(ended(socket.getInputStream())).isTrue();
      dripping.join(10_000);
      assertThat(dripping.isAlive()).isFalse();
    }
  }

  private static boolean ended(InputStream in) {
    try {
      return in.read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }
}
