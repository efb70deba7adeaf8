package io.probity.acceptance;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients of the API, each with a connection of its own that it keeps. After every answer a client
 * waits a little and asks for something else; one request in a hundred changes an endpoint.
 */
final class Crowd implements AutoCloseable {
  /** Statuses stand for themselves; this for a connection that broke or an answer that is late. */
  static final int NO_ANSWER = 0;

  /** Too many: whoever is told so comes again when it is told to. */
  static final int TURNED_AWAY = 503;

  private static final List<String> READS =
      List.of(
          "/endpoints?limit=50",
          "/endpoints/%s",
          "/endpoints/%s/checks?limit=20",
          "/endpoints/%s/uptime",
          "/endpoints/%s/latency",
          "/incidents?limit=20",
          "/summary");
  private static final int ONE_WRITE_IN = 100;
  private static final long PATIENCE_MILLIS = 30_000;

  private final Vertx vertx = Vertx.vertx();
  private final URI base;
  private final String key;
  private final List<String> ids;
  private final int pauseMillis;
  private final Map<Integer, AtomicInteger> statuses = new ConcurrentSkipListMap<>();
  private final Queue<Double> reads = new ConcurrentLinkedQueue<>();
  private final Queue<Double> writes = new ConcurrentLinkedQueue<>();
  private volatile boolean over;

  /**
   * Nobody yet.
   *
   * @param ids of the endpoints that are asked for
   * @param pauseMillis between an answer and the next request, give or take a half
   */
  Crowd(URI base, String key, List<String> ids, int pauseMillis) {
    this.base = base;
    this.key = key;
    this.ids = ids;
    this.pauseMillis = pauseMillis;
  }

  /** Lets so many come. */
  void come(int clients) {
    for (int i = 0; i < clients; i++) {
      HttpClient http =
          vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(1).setKeepAliveTimeout(0));
      Random random = new Random(i);
      vertx.setTimer(1 + random.nextInt(2 * pauseMillis), timer -> ask(http, random));
    }
  }

  private void ask(HttpClient http, Random random) {
    if (over) {
      return;
    }
    boolean isWrite = random.nextInt(ONE_WRITE_IN) == 0;
    String id = ids.get(random.nextInt(ids.size()));
    String path = isWrite ? "/endpoints/" + id : READS.get(random.nextInt(READS.size()));
    Buffer body =
        isWrite
            ? Buffer.buffer("{\"name\": \"seen " + random.nextInt(1000) + "\"}")
            : Buffer.buffer();
    long begun = System.nanoTime();
    http.request(
            isWrite ? HttpMethod.PATCH : HttpMethod.GET,
            base.getPort(),
            base.getHost(),
            "/api/v1" + path.formatted(id))
        .compose(
            request -> {
              request.putHeader("Authorization", "Bearer " + key);
              if (isWrite) {
                request.putHeader("Content-Type", "application/merge-patch+json");
              }
              request.idleTimeout(PATIENCE_MILLIS);
              return request.send(body);
            })
        .compose(response -> response.body().map(read -> heard(response)))
        .otherwise(new Heard(NO_ANSWER, 0))
        .onSuccess(
            heard -> {
              int status = heard.status();
              statuses.computeIfAbsent(status, any -> new AtomicInteger()).incrementAndGet();
              double millis = (System.nanoTime() - begun) / 1e6;
              if (status != TURNED_AWAY) {
                (isWrite ? writes : reads).add(millis);
              }
              int pause = pauseMillis / 2 + random.nextInt(pauseMillis);
              vertx.setTimer(Math.max(1, heard.retryMillis() + pause), timer -> ask(http, random));
            });
  }

  private record Heard(int status, long retryMillis) {}

  private static Heard heard(HttpClientResponse response) {
    String seconds = response.getHeader("Retry-After");
    return new Heard(response.statusCode(), seconds == null ? 0 : 1000 * Long.parseLong(seconds));
  }

  /** How many answers had each status. */
  Map<Integer, AtomicInteger> statuses() {
    return statuses;
  }

  /** Milliseconds from request to the end of the answer, of those that were not turned away. */
  Collection<Double> reads() {
    return reads;
  }

  Collection<Double> writes() {
    return writes;
  }

  @Override
  public void close() throws InterruptedException {
    over = true;
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
