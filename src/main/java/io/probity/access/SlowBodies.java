package io.probity.access;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * Closes connections whose request does not end in time, however steadily it drips: a timeout of
 * idleness never comes to those.
 */
public class SlowBodies {
  /** 10 MiB within it are 1.4 Mbit/s. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Duration patience;

  SlowBodies() {
    this(PATIENCE);
  }

  SlowBodies(Duration patience) {
    this.patience = patience;
  }

  void onRouter(@Observes Router router) {
    router.route().order(Doors.LIMITS).handler(this::watch);
  }

  private void watch(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (!request.isEnded()) {
      long timer =
          context
              .vertx()
              .setTimer(
                  patience.toMillis(),
                  id -> {
                    if (!request.isEnded()) {
                      request.connection().close();
                    }
                  });
      context.addEndHandler(ended -> context.vertx().cancelTimer(timer));
    }
    context.next();
  }
}
