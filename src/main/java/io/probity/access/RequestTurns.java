package io.probity.access;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Serves as many requests at a time as the database can be asked for, so that none waits for a
 * connection while it keeps a thread. A little crowd waits for its turn; of a big one those that
 * would wait too long are told at once (503). Decided on the event loop, behind authentication: who
 * has no key takes no turn.
 */
@Singleton
final class RequestTurns {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final String DETAIL =
      "More is asked of this service just now than it can answer; monitoring goes on. Try again in"
          + " a moment.";

  private final Map<Lane, Turns<Visit>> turns = new EnumMap<>(Lane.class);
  private final Map<Lane, Counter> refused = new EnumMap<>(Lane.class);
  private final Duration patience;

  @Inject
  RequestTurns(
      @ConfigProperty(name = "quarkus.datasource.jdbc.max-size") int connections,
      MeterRegistry registry) {
    this(connections, PATIENCE, registry);
  }

  RequestTurns(int connections, Duration patience, MeterRegistry registry) {
    this.patience = patience;
    for (Lane lane : Lane.values()) {
      turns.put(lane, new Turns<>(lane.atOnce(connections), patience));
      refused.put(
          lane,
          Counter.builder("probity.requests.turned.away")
              .description("Requests answered 503 because too many were being served")
              .tag("lane", lane.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  /** One request, confined to its event loop but for {@link #begin}. */
  private final class Visit {
    private final RoutingContext request;
    private final Context loop;
    private final Turns<Visit> line;
    private final Lane lane;
    private long begunNanos;
    private boolean isServed;
    private boolean isOver;

    Visit(RoutingContext request, Turns<Visit> line, Lane lane) {
      this.request = request;
      this.loop = request.vertx().getOrCreateContext();
      this.line = line;
      this.lane = lane;
    }

    void ask() {
      switch (line.ask(this)) {
        case NOW -> serve();
        case LATER -> await();
        case NEVER -> refuse();
      }
    }

    /** Comes from whatever thread has ended another turn. */
    void begin() {
      loop.runOnContext(now -> serve());
    }

    private void await() {
      long timer =
          request
              .vertx()
              .setTimer(
                  patience.toMillis(),
                  id -> {
                    if (line.leave(this)) {
                      refuse();
                    }
                  });
      request.addEndHandler(
          ended -> {
            request.vertx().cancelTimer(timer);
            line.leave(this);
            end();
          });
    }

    private void serve() {
      begunNanos = System.nanoTime();
      isServed = true;
      if (isOver) {
        pass();
        return;
      }
      request.addEndHandler(ended -> end());
      request.next();
    }

    /** May be told twice of a connection that breaks. */
    private void end() {
      if (isServed && !isOver) {
        pass();
      }
      isOver = true;
    }

    private void pass() {
      line.done(Duration.ofNanos(System.nanoTime() - begunNanos)).ifPresent(Visit::begin);
    }

    private void refuse() {
      Optional.ofNullable(refused.get(lane)).ifPresent(Counter::increment);
      long seconds = Math.max(1, line.outlook().plusMillis(999).toSeconds());
      request.response().putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(seconds));
      new AccessProblem(503, false, "Service Unavailable", DETAIL, request.request().path())
          .answer(request);
    }
  }

  void onRouter(@Observes Router router) {
    router.route().order(Doors.TURNS).handler(this::admit);
  }

  private void admit(RoutingContext request) {
    Optional<Lane> lane = Lane.of(request.request().method(), request.normalizedPath());
    lane.flatMap(
            each ->
                Optional.ofNullable(turns.get(each)).map(line -> new Visit(request, line, each)))
        .ifPresentOrElse(Visit::ask, request::next);
  }
}
