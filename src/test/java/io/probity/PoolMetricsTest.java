package io.probity;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.probity.probe.http.PoolMeters.Closing;
import io.probity.probe.http.PoolMeters.Kind;
import io.probity.probe.http.PoolMeters.Leak;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PoolMetricsTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final PoolMetrics metrics = new PoolMetrics(registry, 700);

  @Test
  void showsConnectionsAsPrometheusNamesThem() {
    metrics.opened(Kind.HTTP1);
    metrics.opened(Kind.HTTP1);
    metrics.requested(Kind.HTTP1, false);
    metrics.kept(Kind.HTTP1);
    metrics.kept(Kind.HTTP1);
    metrics.taken(Kind.HTTP1);
    metrics.requested(Kind.HTTP1, true);
    metrics.opened(Kind.HTTP2);
    metrics.closed(Kind.HTTP2, Closing.CLOSED_BY_PEER, TimeUnit.SECONDS.toNanos(90));
    metrics.leaked(Leak.CONNECTION);

    assertThat(registry.scrape().lines())
        .contains(
            "http_client_open_connections{http_connection_state=\"active\",kind=\"http1\",} 1.0",
            "http_client_open_connections{http_connection_state=\"idle\",kind=\"http1\",} 1.0",
            "http_client_open_connections{http_connection_state=\"active\",kind=\"http2\",} 0.0",
            "http_client_connection_duration_seconds_count{kind=\"http2\",} 1.0",
            "http_client_connection_duration_seconds_sum{kind=\"http2\",} 90.0",
            "probity_pool_connections_opened_total{kind=\"http1\",} 2.0",
            "probity_pool_connections_closed_total{kind=\"http2\",reason=\"closed_by_peer\",} 1.0",
            "probity_pool_requests_total{connection=\"fresh\",kind=\"http1\",} 1.0",
            "probity_pool_requests_total{connection=\"reused\",kind=\"http1\",} 1.0",
            "probity_pool_leaks_total{what=\"connection\",} 1.0",
            "probity_pool_leaks_total{what=\"attempt\",} 0.0",
            "probity_pool_idle_max 700.0");
  }
}
