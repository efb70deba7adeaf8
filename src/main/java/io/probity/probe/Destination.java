package io.probity.probe;

import io.probity.endpoint.EndpointSpec;
import io.probity.endpoint.TargetUrl;
import io.probity.net.IpLiteral;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the request that failed went: the endpoint's URL, or what a redirect led to. Pure.
 *
 * @param url what was asked for; of a redirect's, the values of the query are masked
 * @param host without brackets
 * @param addresses literals that were tried as far as is known, the last one first, at most four
 * @param serverName sent as SNI and looked for in the certificate, null: the host is an address
 * @param own whether it is the endpoint's own origin, which gets its credentials
 */
record Destination(
    URI url,
    String host,
    int port,
    List<String> addresses,
    @Nullable String serverName,
    boolean own) {
  private static final int MOST_ADDRESSES = 4;

  static Destination of(EndpointSpec spec, Failure failure, @Nullable String address) {
    URI redirected = redirected(failure);
    URI url = redirected == null ? spec.url() : redirected;
    boolean own = TargetUrl.sameOrigin(spec.url(), url);
    String host = TargetUrl.bareHost(url);
    String name = own && spec.tls().serverName() != null ? spec.tls().serverName() : host;
    boolean tls = url.getScheme().equals("https");
    return new Destination(
        url,
        host,
        url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80,
        tried(failure, address),
        IpLiteral.parse(name) == null ? withoutRootDot(name) : null,
        own);
  }

  /** Redirects themselves are asked for from their beginning on. */
  private static @Nullable URI redirected(Failure failure) {
    Map<String, Object> evidence = failure.evidence();
    if (failure.cls().phase() == Phase.REDIRECT
        || !evidence.containsKey("redirects")
        || !(evidence.get("url") instanceof String text)) {
      return null;
    }
    try {
      URI url = new URI(text);
      return url.getHost() == null || url.getScheme() == null ? null : url;
    } catch (URISyntaxException cutOff) {
      return null;
    }
  }

  private static List<String> tried(Failure failure, @Nullable String last) {
    Map<String, Object> evidence = failure.evidence();
    Stream<?> listed =
        evidence.get("addresses") instanceof List<?> several ? several.stream() : Stream.of();
    return Stream.concat(
            Stream.ofNullable(last),
            Stream.concat(Stream.ofNullable(evidence.get("address")), listed))
        .map(each -> withoutPort(each.toString()))
        .filter(each -> IpLiteral.parse(each) != null)
        .distinct()
        .limit(MOST_ADDRESSES)
        .toList();
  }

  /** The host of {@code host:port} or {@code [address]:port}; also of one without a port. */
  static String withoutPort(String hostAndPort) {
    return IpLiteral.parse(hostAndPort) == null
        ? hostAndPort.replaceFirst(":\\d+$", "").replaceAll("[\\[\\]]", "")
        : hostAndPort;
  }

  /** The address that was tried last, null: none is known. */
  @Nullable String address() {
    return addresses.isEmpty() ? null : addresses.get(0);
  }

  boolean tls() {
    return url.getScheme().equals("https");
  }

  /** Whether the host is a name that had to be resolved. */
  boolean named() {
    return IpLiteral.parse(host) == null;
  }

  /** What to connect to: the address that was tried, else the host. */
  String peer() {
    return addresses.isEmpty() ? host : addresses.get(0);
  }

  /** A host and the port, IPv6 addresses in brackets. */
  String withPort(String hostOrAddress) {
    return bracketed(hostOrAddress) + ":" + port;
  }

  static String bracketed(String hostOrAddress) {
    return hostOrAddress.indexOf(':') < 0 ? hostOrAddress : "[" + hostOrAddress + "]";
  }

  private static String withoutRootDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }
}
