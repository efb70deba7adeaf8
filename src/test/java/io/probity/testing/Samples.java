package io.probity.testing;

import io.probity.endpoint.Assertion;
import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointSpec;
import io.probity.endpoint.IpVersion;
import io.probity.endpoint.PoolSpec;
import io.probity.endpoint.RedirectSpec;
import io.probity.endpoint.RetrySpec;
import io.probity.endpoint.Revocation;
import io.probity.endpoint.Severity;
import io.probity.endpoint.Thresholds;
import io.probity.endpoint.Timeouts;
import io.probity.endpoint.TlsSpec;
import io.probity.probe.Attempt;
import io.probity.probe.ConnectionFacts;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.HttpVersion;
import io.probity.probe.Response;
import io.probity.probe.Timings;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Plain values for tests that need one and do not care which. */
public final class Samples {
  public static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

  private Samples() {}

  /** An endpoint with every default, probed each second. */
  public static Endpoint endpoint(long id, String method) {
    EndpointSpec spec =
        new EndpointSpec(
            "sample-" + id,
            "Sample " + id,
            URI.create("http://127.0.0.1:8081/health"),
            method,
            Map.of(),
            null,
            null,
            Map.of(),
            Duration.ofSeconds(1),
            new Timeouts(
                Duration.ofMillis(200),
                Duration.ofMillis(200),
                Duration.ofMillis(300),
                Duration.ofMillis(500),
                Duration.ofSeconds(1)),
            new RetrySpec(3, Duration.ofMillis(200), Duration.ofSeconds(5)),
            ConnectionMode.POOLED,
            new PoolSpec(2, Duration.ofSeconds(60), Duration.ofMinutes(10)),
            new RedirectSpec(true, 5, false),
            IpVersion.ANY,
            1 << 20,
            new TlsSpec(true, Revocation.OFF, null, "1.2"),
            List.of(new Assertion.Status(List.of("2xx", "3xx"), Severity.DOWN)),
            new Thresholds(2, 1, null, Duration.ofMillis(500)),
            null,
            Map.of("team", "payments"),
            false,
            false,
            null);
    return new Endpoint(
        id,
        new UUID(0x0193_0000_0000_7000L, 0x8000_0000_0000_0000L + id),
        (int) (id % 1024),
        1,
        AT,
        AT,
        spec);
  }

  /** An attempt that passed with this status. */
  public static Attempt answered(int status, Map<String, List<String>> headers) {
    Response response = new Response(status, HttpVersion.HTTP_1_1, headers, 2, new byte[0]);
    return new Attempt(
        AT,
        timings(1_500),
        "127.0.0.1",
        new ConnectionFacts(false, 0, 1),
        null,
        response,
        null,
        null);
  }

  /** An attempt that failed. */
  public static Attempt failed(FailureClass cls) {
    return new Attempt(
        AT, timings(900), "127.0.0.1", null, null, null, Failure.of(cls, cls.wireName()), null);
  }

  public static Timings timings(int totalUs) {
    return new Timings(
        Timings.NONE,
        Timings.NONE,
        Timings.NONE,
        Timings.NONE,
        Timings.NONE,
        Timings.NONE,
        totalUs);
  }

  /**
   * A configuration with the product's own defaults, probed each 30 seconds, without assertions.
   */
  public static EndpointSpec orders(
      String key, String name, String url, Map<String, String> labels) {
    return new EndpointSpec(
        key,
        name,
        URI.create(url),
        "GET",
        Map.of(),
        null,
        null,
        Map.of(),
        Duration.ofSeconds(30),
        new Timeouts(
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(15)),
        new RetrySpec(3, Duration.ofMillis(200), Duration.ofSeconds(5)),
        ConnectionMode.POOLED,
        new PoolSpec(2, Duration.ofSeconds(60), Duration.ofMinutes(10)),
        new RedirectSpec(true, 5, false),
        IpVersion.ANY,
        1 << 20,
        new TlsSpec(true, Revocation.STAPLED, null, "1.2"),
        List.of(),
        new Thresholds(2, 1, null, Duration.ofSeconds(5)),
        null,
        labels,
        false,
        false,
        null);
  }
}
