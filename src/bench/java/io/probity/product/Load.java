package io.probity.product;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/** Endpoints that are alike. */
record Load(int endpoints, Duration interval, boolean isFresh) {
  static Load pooled(int endpoints, Duration interval) {
    return new Load(endpoints, interval, false);
  }

  static Load fresh(int endpoints, Duration interval) {
    return new Load(endpoints, interval, true);
  }

  /** As the API takes it, with the defaults that a user gets wherever possible. */
  Map<String, Object> endpoint(int number, IntFunction<String> url, boolean isPaused) {
    Map<String, Object> body = new HashMap<>();
    body.put("key", "e" + number);
    body.put("url", url.apply(number));
    body.put("interval", interval.toSeconds() + "s");
    body.put("connection", isFresh ? "fresh" : "pooled");
    body.put("paused", isPaused);
    if (!isFresh) {
      body.put("pool", Map.of("idleTimeout", "10m"));
    }
    return body;
  }

  double perSecond() {
    return (double) endpoints / interval.toSeconds();
  }

  @Override
  public String toString() {
    return "%,d every %d s".formatted(endpoints, interval.toSeconds());
  }
}
