package io.probity.testing;

import io.probity.endpoint.Assertion;
import io.probity.endpoint.Auth;
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
import io.probity.secret.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Endpoints for tests: everything has a default, and one thing at a time is changed. */
public final class Specs {
  private String url;
  private String method = "GET";
  private Map<String, String> headers = Map.of();
  private String body;
  private Auth auth;
  private Map<String, Secret> secretHeaders = Map.of();
  private Timeouts timeouts = timeouts(5_000, 5_000, 5_000, 10_000);
  private Duration interval = Duration.ofSeconds(30);
  private Duration dns = Duration.ofMillis(300);
  private RetrySpec retry = new RetrySpec(3, Duration.ofMillis(200), Duration.ofSeconds(5));
  private ConnectionMode connection = ConnectionMode.POOLED;
  private PoolSpec pool = new PoolSpec(2, Duration.ofSeconds(60), Duration.ofMinutes(10));
  private RedirectSpec redirects = new RedirectSpec(true, 5, false);
  private long maxBody = 1024 * 1024;
  private TlsSpec tls = new TlsSpec(true, Revocation.OFF, null, "1.2");
  private List<Assertion> assertions =
      List.of(new Assertion.Status(List.of("2xx", "3xx"), Severity.DOWN));

  private Thresholds thresholds = new Thresholds(2, 1, null, null);

  private Specs(String url) {
    this.url = url;
  }

  public static Specs of(String url) {
    return new Specs(url);
  }

  private static Timeouts timeouts(long connect, long tls, long response, long total) {
    return new Timeouts(
        Duration.ZERO,
        Duration.ofMillis(connect),
        Duration.ofMillis(tls),
        Duration.ofMillis(response),
        Duration.ofMillis(total));
  }

  public Specs interval(Duration value) {
    interval = value;
    return this;
  }

  public Specs method(String value, String sentBody) {
    method = value;
    body = sentBody;
    return this;
  }

  public Specs headers(Map<String, String> value) {
    headers = value;
    return this;
  }

  public Specs auth(Auth value) {
    auth = value;
    return this;
  }

  public Specs secretHeaders(Map<String, Secret> value) {
    secretHeaders = value;
    return this;
  }

  /** Milliseconds. */
  public Specs timeoutsMs(long connect, long tlsHandshake, long response, long total) {
    timeouts = timeouts(connect, tlsHandshake, response, total);
    return this;
  }

  public Specs dnsTimeout(Duration value) {
    dns = value;
    return this;
  }

  public Specs attempts(int most) {
    retry = new RetrySpec(most, Duration.ofMillis(200), Duration.ofSeconds(5));
    return this;
  }

  public Specs connection(ConnectionMode value) {
    connection = value;
    return this;
  }

  public Specs pool(PoolSpec value) {
    pool = value;
    return this;
  }

  public Specs redirects(RedirectSpec value) {
    redirects = value;
    return this;
  }

  public Specs maxBody(long value) {
    maxBody = value;
    return this;
  }

  public Specs tls(boolean verify, String serverName, String minVersion) {
    tls = new TlsSpec(verify, Revocation.OFF, serverName, minVersion);
    return this;
  }

  public Specs revocation(Revocation value) {
    tls = new TlsSpec(tls.verify(), value, tls.serverName(), tls.minVersion());
    return this;
  }

  public Specs assertions(Assertion... value) {
    assertions = List.of(value);
    return this;
  }

  public Specs thresholds(Thresholds value) {
    thresholds = value;
    return this;
  }

  public EndpointSpec spec() {
    return new EndpointSpec(
        null,
        "test",
        URI.create(url),
        method,
        headers,
        body,
        auth,
        secretHeaders,
        interval,
        new Timeouts(
            dns, timeouts.connect(), timeouts.tls(), timeouts.response(), timeouts.total()),
        retry,
        connection,
        pool,
        redirects,
        IpVersion.ANY,
        maxBody,
        tls,
        assertions,
        thresholds,
        null,
        Map.of(),
        false,
        false,
        null);
  }

  public Endpoint endpoint() {
    return endpoint(1);
  }

  public Endpoint endpoint(long id) {
    return new Endpoint(id, new UUID(0, id), 0, 1, Instant.EPOCH, Instant.EPOCH, spec());
  }
}
