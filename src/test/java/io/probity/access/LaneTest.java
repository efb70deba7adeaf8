package io.probity.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LaneTest {
  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/endpoints, READS",
    "HEAD, /api/v1/summary, READS",
    "GET, /api/v1/endpoints/1/checks, READS",
    "POST, /api/v1/endpoints/1/checks, ERRANDS",
    "POST, /api/v1/channels/1/test, ERRANDS",
    "POST, /api/v1/probe, ERRANDS",
    "POST, /api/v1/endpoints/1/replay, ERRANDS",
    "POST, /api/v1/endpoints:batch, WRITES",
    "PATCH, /api/v1/endpoints/1, WRITES",
    "POST, /channels/1, WRITES",
    "GET, /api/v1/endpoints/1/checks.csv, EXPORTS",
    "GET, /api/v1/endpoints/1/checks.ndjson, EXPORTS",
    "GET, /, PAGES",
    "GET, /endpoints/1, PAGES",
    "GET, /status-pages, PAGES",
    "GET, /status/shop, PUBLIC",
    "GET, /badges/shop/uptime.svg, PUBLIC"
  })
  void keepsApartWhatMustNotKeepOthersOut(String method, String path, Lane lane) {
    assertThat(Lane.of(HttpMethod.valueOf(method), path)).contains(lane);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/q/health/live", "/q/metrics", "/metrics/endpoints", "/assets/1/app.css",
        "/api/v1/stream", "/api/v1/session", "/log-in", "/openapi"
      })
  void holdsUpNothingThatTellsHowItGoes(String path) {
    assertThat(Lane.of(HttpMethod.GET, path)).isEmpty();
  }

  @Test
  void sharesOutThePool() {
    assertThat(Lane.READS.atOnce(12)).isEqualTo(8);
    assertThat(Lane.WRITES.atOnce(12)).isEqualTo(3);
    assertThat(Lane.EXPORTS.atOnce(12)).isEqualTo(4);
    assertThat(Lane.ERRANDS.atOnce(12)).isEqualTo(24);
    assertThat(Lane.EXPORTS.atOnce(1)).isEqualTo(1);
  }
}
