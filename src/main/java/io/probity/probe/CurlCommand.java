package io.probity.probe;

import io.probity.endpoint.Auth;
import io.probity.endpoint.EndpointSpec;
import io.probity.endpoint.IpVersion;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * The request of an endpoint as curl sends it, with variables in place of secrets and of the body.
 * Pure.
 */
final class CurlCommand {
  private static final Set<String> CREDENTIAL_HEADERS =
      Set.of("authorization", "proxy-authorization", "cookie");

  private static final String TIMES =
      "dns %{time_namelookup} s, connect %{time_connect} s, tls %{time_appconnect} s, "
          + "first byte %{time_starttransfer} s, total %{time_total} s, %{size_download} bytes\\n";

  private final EndpointSpec spec;
  private final Destination to;
  private final SecretMask mask;
  private final CommandLine line = new CommandLine("curl").words("-v", "--noproxy", "*");

  private CurlCommand(EndpointSpec spec, Destination to) {
    this.spec = spec;
    this.to = to;
    this.mask = SecretMask.of(spec);
  }

  /** The whole request, to the address that was tried where there is one. */
  static CommandLine pinned(EndpointSpec spec, Destination to, boolean showBody) {
    return new CurlCommand(spec, to).request(to.named() && to.address() != null, showBody);
  }

  /** The whole request, to whatever the name leads to. */
  static CommandLine unpinned(EndpointSpec spec, Destination to, boolean showBody) {
    return new CurlCommand(spec, to).request(false, showBody);
  }

  /** Only the way there: no more than a connection within its time. */
  static CommandLine connecting(EndpointSpec spec, Destination to) {
    CurlCommand curl = new CurlCommand(spec, to);
    curl.line.words("--connect-timeout", seconds(spec.timeouts().connect()));
    curl.resolve(to.host());
    curl.line.words("--output", "/dev/null");
    return curl.line.words("--globoff", curl.url(to.tls(), to.host()));
  }

  /** HTTP in clear to a port that should speak TLS. */
  static CommandLine inClear(EndpointSpec spec, Destination to) {
    CommandLine line = new CommandLine("curl").words("-v", "--noproxy", "*");
    return line.words("--max-time", seconds(spec.timeouts().total()))
        .words("--globoff", "http://" + to.withPort(to.peer()) + "/");
  }

  private CommandLine request(boolean pinned, boolean showBody) {
    String name = to.serverName() == null ? to.host() : to.serverName();
    boolean otherName = to.tls() && !name.equals(to.host()) && !to.host().equals(name + ".");
    String asked = otherName ? name : to.host();
    if (pinned) {
      resolve(asked);
    } else if (otherName) {
      line.words("--connect-to", to.withPort(asked) + ":" + to.withPort(to.host()));
    }
    family(pinned);
    protocol();
    line.words("--max-time", seconds(spec.timeouts().total()));
    if (spec.redirects().follow()) {
      line.words("--location", "--max-redirs", Integer.toString(spec.redirects().max()));
    }
    if (otherName && !hasHeader("host")) {
      line.words("--header", "Host: " + to.withPort(to.host()));
    }
    if (to.own()) {
      headers();
      auth();
      method();
    }
    line.words("--write-out", TIMES);
    if (!showBody) {
      line.words("--output", "/dev/null");
    }
    return line.words("--globoff", url(to.tls(), asked));
  }

  /** Leads the name to the address that was tried, if there is a name and an address. */
  private void resolve(String name) {
    String address = to.address();
    if (address != null && to.named()) {
      line.words("--resolve", to.withPort(name) + ":" + Destination.bracketed(address));
    }
  }

  private void family(boolean pinned) {
    if (!pinned && spec.ipVersion() != IpVersion.ANY) {
      line.words(spec.ipVersion() == IpVersion.V4 ? "--ipv4" : "--ipv6");
    }
  }

  private void protocol() {
    line.words(to.tls() ? "--http2" : "--http1.1");
    if (to.tls() && spec.tls().minVersion().equals("1.3")) {
      line.words("--tlsv1.3");
    }
    if (to.tls() && !spec.tls().verify()) {
      line.words("--insecure");
    }
  }

  private void headers() {
    spec.headers()
        .forEach(
            (name, value) -> {
              if (CREDENTIAL_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                line.words("--header").secret(name + ": ", variable(name));
              } else {
                String shown = mask.of(value);
                line.words("--header", shown.isBlank() ? name + ";" : name + ": " + shown);
              }
            });
    spec.secretHeaders()
        .keySet()
        .forEach(name -> line.words("--header").secret(name + ": ", variable(name)));
  }

  private void auth() {
    if (spec.auth() instanceof Auth.Basic basic) {
      line.words("--user").secret(mask.of(basic.username()) + ":", "PASSWORD");
    } else if (spec.auth() instanceof Auth.Bearer) {
      line.words("--header").secret("Authorization: Bearer ", "TOKEN");
    } else if (spec.auth() instanceof Auth.MutualTls && to.tls()) {
      line.words("--cert").secret("", "CLIENT_CERTIFICATE_FILE");
      line.words("--key").secret("", "CLIENT_KEY_FILE");
    }
  }

  /** Data makes it a POST, so that curl changes the method at redirects as the monitor does. */
  private void method() {
    String method = spec.method();
    boolean post = method.equals("POST");
    if (method.equals("HEAD")) {
      line.words("--head");
    } else if (!post && !(method.equals("GET") && spec.body() == null)) {
      line.words("--request", method);
    }
    boolean framed = post || method.equals("PUT") || method.equals("PATCH");
    if ((spec.body() != null || framed) && !hasHeader("content-type")) {
      line.words("--header", "Content-Type:");
    }
    if (spec.body() != null) {
      line.words("--data-raw").secret("", "BODY");
    } else if (framed) {
      line.words("--data-raw", "");
    }
  }

  private boolean hasHeader(String name) {
    return spec.headers().keySet().stream().anyMatch(name::equalsIgnoreCase)
        || spec.secretHeaders().keySet().stream().anyMatch(name::equalsIgnoreCase);
  }

  private String url(boolean tls, String host) {
    boolean usual = to.url().getPort() < 0;
    String path = to.url().getRawPath() == null ? "" : to.url().getRawPath();
    StringBuilder text = new StringBuilder(tls ? "https://" : "http://");
    text.append(usual ? Destination.bracketed(host) : to.withPort(host));
    text.append(mask.of(path.isEmpty() ? "/" : path));
    String separator = "?";
    if (to.url().getRawQuery() != null) {
      for (String pair : to.url().getRawQuery().split("&")) {
        text.append(separator).append(pair, 0, pair.indexOf('=') + 1).append("***");
        separator = "&";
      }
    }
    return text.toString();
  }

  /** Never one that the shell or a program gives a meaning to. */
  private static String variable(String header) {
    return "HEADER_" + header.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  private static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
  }
}
