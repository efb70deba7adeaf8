package io.probity.probe.http;

import io.probity.endpoint.Auth;
import io.probity.endpoint.EndpointSpec;
import io.probity.probe.Failure;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request of an attempt: the first, or one that a redirect led to. Pure.
 *
 * @param url absolute, without credentials and fragment
 * @param body null: none
 * @param trusted whether it still goes to the endpoint's own origin, and no hop before left it;
 *     only then are credentials, cookies, secret headers and the client certificate sent
 */
record HopRequest(String method, URI url, @Nullable String body, boolean trusted) {
  private static final Set<String> CREDENTIALS =
      Set.of("authorization", "proxy-authorization", "cookie", "host");
  private static final Set<String> FRAMING = Set.of("content-length", "transfer-encoding");

  static HopRequest first(EndpointSpec spec) {
    return new HopRequest(spec.method(), spec.url(), spec.body(), true);
  }

  Origin origin() {
    return Origin.of(url);
  }

  /** Path and query as they go on the request line. */
  String target() {
    String path = url.getRawPath();
    String target = path == null || path.isEmpty() ? "/" : path;
    return url.getRawQuery() == null ? target : target + "?" + url.getRawQuery();
  }

  Route route(EndpointSpec spec) {
    Origin origin = origin();
    String serverName = trusted ? spec.tls().serverName() : null;
    return new Route(
        origin.tls(),
        origin.host(),
        origin.port(),
        serverName == null ? origin.nameOnCertificate() : serverName,
        spec.tls().verify(),
        spec.tls().revocation(),
        spec.tls().minVersion(),
        trusted && origin.tls() && spec.auth() instanceof Auth.MutualTls mutual ? mutual : null);
  }

  /**
   * The header fields to send, lower-case names.
   *
   * @param close whether to announce that the connection will not be used again
   */
  Map<String, String> headers(EndpointSpec spec, String userAgent, boolean close) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("host", origin().authority());
    headers.put("user-agent", userAgent);
    headers.put("accept", "*/*");
    if (close) {
      headers.put("connection", "close");
    }
    boolean contentDropped = body == null && spec.body() != null;
    spec.headers().forEach((name, value) -> put(headers, name, value, contentDropped));
    if (trusted) {
      spec.secretHeaders()
          .forEach((name, secret) -> put(headers, name, secret.value(), contentDropped));
      String authorization = authorization(spec.auth());
      if (authorization != null) {
        headers.put("authorization", authorization);
      }
    }
    if (body == null && (method.equals("POST") || method.equals("PUT") || method.equals("PATCH"))) {
      headers.put("content-length", "0");
    }
    return headers;
  }

  /** The failure of this request after some redirects, with the URL they led to, query masked. */
  Failure explain(Failure failure, int redirects) {
    Map<String, Object> evidence = new LinkedHashMap<>(failure.evidence());
    String shown = MaskedUrl.of(url);
    evidence.putIfAbsent("url", shown);
    evidence.put("redirects", redirects);
    String after =
        redirects == 1 ? "After a redirect to " : "After " + redirects + " redirects, to ";
    return new Failure(failure.cls(), after + shown + ": " + failure.detail(), evidence);
  }

  private void put(Map<String, String> headers, String name, String value, boolean contentDropped) {
    String lower = name.toLowerCase(Locale.ROOT);
    boolean dropped =
        FRAMING.contains(lower)
            || !trusted && CREDENTIALS.contains(lower)
            || contentDropped && lower.equals("content-type");
    if (!dropped) {
      headers.put(lower, value);
    }
  }

  private static @Nullable String authorization(@Nullable Auth auth) {
    if (auth instanceof Auth.Basic basic) {
      byte[] pair =
          (basic.username() + ":" + basic.password().value()).getBytes(StandardCharsets.UTF_8);
      return "Basic " + Base64.getEncoder().encodeToString(pair);
    }
    return auth instanceof Auth.Bearer bearer ? "Bearer " + bearer.token().value() : null;
  }
}
