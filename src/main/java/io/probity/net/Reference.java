package io.probity.net;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Something to connect to in order to learn whether the network works.
 *
 * @param host a name in ASCII, or a literal without brackets
 */
public record Reference(String host, int port) {
  /**
   * Reads a URL or {@code host:port}.
   *
   * @param key named in the refusal
   * @throws IllegalArgumentException with a sentence that names key and value, if it is neither
   */
  public static Reference parse(String text, String key) {
    try {
      boolean bare = !text.contains("://");
      URI uri = new URI(bare ? "tcp://" + text : text);
      String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
      int port = port(scheme, uri.getPort());
      boolean plain = uri.getRawUserInfo() == null && (!bare || uri.getRawAuthority().equals(text));
      if (uri.getHost() != null && plain && port > 0 && port <= 65_535) {
        String host = uri.getHost().replaceAll("[\\[\\]]", "").toLowerCase(Locale.ROOT);
        if (IpLiteral.parse(host) != null || HostName.isValid(host) && !IpLiteral.ambiguous(host)) {
          return new Reference(host, port);
        }
      }
    } catch (URISyntaxException e) {
      throw nonsense(text, key);
    }
    throw nonsense(text, key);
  }

  private static int port(String scheme, int written) {
    return switch (scheme) {
      case "tcp" -> written;
      case "http" -> written < 0 ? 80 : written;
      case "https" -> written < 0 ? 443 : written;
      default -> 0;
    };
  }

  private static IllegalArgumentException nonsense(String text, String key) {
    return new IllegalArgumentException(
        key
            + ": '"
            + text
            + "' is neither an http or https URL nor host:port, such as https://example.com/ or 9.9.9.9:53.");
  }

  /** The last two labels of the host: what fails for one name of a domain may fail for all. */
  public String domain() {
    String[] labels = host.split("\\.");
    int last = labels.length - 1;
    return last < 1 ? host : labels[last - 1] + "." + labels[last];
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
