package io.probity.probe.http;

import io.netty.util.NetUtil;
import java.net.URI;
import java.util.Locale;

/**
 * Scheme, host and port of a URL (RFC 6454).
 *
 * @param host lower case, without brackets
 */
record Origin(boolean tls, String host, int port) {
  /** The origin of an absolute http or https URL. */
  static Origin of(URI url) {
    boolean tls = url.getScheme().equalsIgnoreCase("https");
    String host = url.getHost().toLowerCase(Locale.ROOT);
    if (host.startsWith("[")) {
      host = host.substring(1, host.length() - 1);
    }
    int port = url.getPort() != -1 ? url.getPort() : tls ? 443 : 80;
    return new Origin(tls, host, port);
  }

  /** Whether a host is an address and not a name. */
  static boolean isLiteral(String host) {
    return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
  }

  /** The name without the dot of the root, as certificates and SNI have it. */
  String nameOnCertificate() {
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  /** What the Host header says. */
  String authority() {
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return port == (tls ? 443 : 80) ? name : name + ":" + port;
  }
}
