package io.probity.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RequestTurnsTest {
  private static final String READ = "/api/v1/endpoints";
  private static final int AT_ONCE = Lane.READS.atOnce(3);

  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final BlockingQueue<RoutingContext> begun = new LinkedBlockingQueue<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private URI serving(Duration patience) {
    Router router = Router.router(vertx);
    new RequestTurns(3, patience, meters).onRouter(router);
    router.route().handler(begun::add);
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void servesSoManyAtOnceAndEachOfTheOthersWhenOneIsDone() throws InterruptedException {
    URI base = serving(Duration.ofSeconds(30));
    List<CompletableFuture<HttpResponse<String>>> answers =
        IntStream.range(0, 5).mapToObj(i -> get(base, READ)).toList();
    for (int i = 0; i < 5; i++) {
      RoutingContext served = begun();
      assertThat(begun.size()).isLessThan(AT_ONCE);
      end(served);
    }
    assertThat(answers).allSatisfy(each -> assertThat(each.join().statusCode()).isEqualTo(200));
    assertThat(turnedAway()).isZero();
  }

  @Test
  void otherLanesAndHealthGoOnMeanwhile() throws InterruptedException {
    URI base = serving(Duration.ofSeconds(30));
    List<CompletableFuture<HttpResponse<String>>> readers =
        IntStream.range(0, 5).mapToObj(i -> get(base, READ)).toList();
    List<RoutingContext> served = new ArrayList<>(List.of(begun(), begun()));
    for (String other : List.of("/q/health/live", "/endpoints", READ + "/1/checks.csv")) {
      CompletableFuture<HttpResponse<String>> answer = get(base, other);
      end(begun());
      assertThat(answer.join().statusCode()).as(other).isEqualTo(200);
    }
    assertThat(readers).noneMatch(CompletableFuture::isDone);
    served.forEach(RequestTurnsTest::end);
    for (int i = 0; i < 3; i++) {
      end(begun());
    }
    assertThat(readers).allSatisfy(each -> assertThat(each.join().statusCode()).isEqualTo(200));
  }

  @Test
  void whoHasWaitedTooLongIsToldWhenToComeAgain() throws InterruptedException {
    URI base = serving(Duration.ofMillis(50));
    List<CompletableFuture<HttpResponse<String>>> served =
        List.of(get(base, READ), get(base, READ));
    List<RoutingContext> requests = List.of(begun(), begun());
    HttpResponse<String> refused = get(base, READ).join();
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(refused.body()).contains("\"status\":503", "Try again");
    assertThat(turnedAway()).isEqualTo(1);
    requests.forEach(RequestTurnsTest::end);
    assertThat(served).allSatisfy(each -> assertThat(each.join().statusCode()).isEqualTo(200));
    CompletableFuture<HttpResponse<String>> next = get(base, READ);
    end(begun());
    assertThat(next.join().statusCode()).isEqualTo(200);
  }

  @Test
  void whoGoesAwayGivesItsTurnBack() throws InterruptedException {
    URI base = serving(Duration.ofSeconds(30));
    CompletableFuture<HttpResponse<String>> first = get(base, READ);
    CompletableFuture<HttpResponse<String>> second = get(base, READ);
    RoutingContext one = begun();
    begun();
    CompletableFuture<HttpResponse<String>> waiting = get(base, READ);
    one.request().connection().close();
    end(begun());
    assertThat(waiting.join().statusCode()).isEqualTo(200);
    first.cancel(true);
    second.cancel(true);
  }

  private double turnedAway() {
    return meters.get("probity.requests.turned.away").tag("lane", "reads").counter().count();
  }

  private RoutingContext begun() throws InterruptedException {
    RoutingContext request = begun.poll(20, TimeUnit.SECONDS);
    assertThat(request).isNotNull();
    return request;
  }

  private static void end(RoutingContext request) {
    request.response().end("done");
  }

  private CompletableFuture<HttpResponse<String>> get(URI base, String path) {
    return client.sendAsync(
        HttpRequest.newBuilder(base.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
  }
}
