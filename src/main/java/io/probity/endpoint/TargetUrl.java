package io.probity.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.IDN;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns the URL a person wrote into the one that is stored and probed: scheme and host in lower
 * case, an internationalised host in ASCII (IDNA 2003, what the JDK has), characters that no URL
 * may hold percent-encoded. Nothing is accepted that different parsers read differently.
 */
public final class TargetUrl {
  public static final int MAX_LENGTH = 2048;

  private static final Pattern URL =
      Pattern.compile("(https?)://([^/?#]*)([^#]*)(#.*)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern AUTHORITY = Pattern.compile("(\\[[^]]*]|[^:\\[\\]]*)(?::(.*))?");
  private static final Pattern PORT = Pattern.compile("\\d{1,5}");
  private static final Pattern NAME =
      Pattern.compile(
          "(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.?");
  private static final Pattern ENDS_IN_NUMBER =
      Pattern.compile("(?:.*\\.)?(?:\\d+|0x[0-9a-f]*)\\.?");
  private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
  private static final Pattern BAD_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})");

  private TargetUrl() {}

  /** The URL; throws {@link IllegalArgumentException} with the sentence of the refusal. */
  public static URI parse(String text) {
    Matcher url = URL.matcher(text);
    if (text.length() > MAX_LENGTH || text.codePoints().anyMatch(TargetUrl::isBlank)) {
      throw refused("Must be a URL of at most " + MAX_LENGTH + " characters without spaces.");
    }
    if (text.contains("\\")) {
      throw refused("Must hold no backslash: it is read as a slash by some.");
    }
    if (!url.matches()) {
      throw refused("Must be an absolute http or https URL, such as https://example.com/health.");
    }
    if (url.group(4) != null) {
      throw refused("Must have no fragment (#…): it is never sent.");
    }
    if (url.group(2).contains("@")) {
      throw refused("Must hold no credentials; use the field auth.");
    }
    Matcher authority = AUTHORITY.matcher(url.group(2));
    if (!authority.matches()) {
      throw refused("Has no valid host.");
    }
    String port = authority.group(2) == null ? "" : ":" + port(authority.group(2));
    return uri(
        url.group(1).toLowerCase(Locale.ROOT)
            + "://"
            + host(authority.group(1))
            + port
            + encoded(url.group(3)));
  }

  /** The host of a URL as names and addresses are written elsewhere: without brackets. */
  public static String bareHost(URI url) {
    String host = url.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** Whether two URLs have the same origin (RFC 6454). */
  public static boolean sameOrigin(URI one, URI other) {
    return one.getScheme().equals(other.getScheme())
        && one.getHost().equals(other.getHost())
        && port(one) == port(other);
  }

  /** The port of a URL, also where it is the usual one and not written. */
  public static int port(URI url) {
    if (url.getPort() >= 0) {
      return url.getPort();
    }
    return url.getScheme().equals("https") ? 443 : 80;
  }

  private static int port(String text) {
    int port = PORT.matcher(text).matches() ? Integer.parseInt(text) : 0;
    if (port < 1 || port > 65_535) {
      throw refused("Must have a port from 1 to 65535.");
    }
    return port;
  }

  /** RFC 3986 section 3.2.2, but only spellings that mean one host everywhere. */
  private static String host(String written) {
    if (written.startsWith("[")) {
      if (written.contains("%")) {
        throw refused("Must have no zone in its IPv6 address.");
      }
      return written.toLowerCase(Locale.ROOT);
    }
    String host = ascii(written);
    if (host.length() > 253 || !NAME.matcher(host).matches()) {
      throw refused("Has no valid host: names consist of letters, digits and hyphens.");
    }
    if (ENDS_IN_NUMBER.matcher(host).matches() && !IPV4.matcher(host).matches()) {
      throw refused("Must write an IPv4 address as four decimal numbers, such as 192.0.2.1.");
    }
    return host;
  }

  private static String ascii(String host) {
    try {
      return IDN.toASCII(host).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      throw refused("Has a host that is no valid domain name.");
    }
  }

  private static String encoded(String rest) {
    if (BAD_PERCENT.matcher(rest).find()) {
      throw refused("Has a percent sign that is not followed by two hexadecimal digits.");
    }
    StringBuilder encoded = new StringBuilder(rest.startsWith("?") ? "/" : "");
    boolean query = false;
    for (int i = 0; i < rest.length(); i += Character.charCount(rest.codePointAt(i))) {
      int c = rest.codePointAt(i);
      query |= c == '?';
      if (isAllowed(c) || query && (c == '[' || c == ']')) {
        encoded.appendCodePoint(c);
      } else {
        for (byte each : Character.toString(c).getBytes(UTF_8)) {
          encoded.append("%%%02X".formatted(each));
        }
      }
    }
    return encoded.toString();
  }

  private static boolean isAllowed(int c) {
    return c < 128 && (Character.isLetterOrDigit(c) || "-._~!$&'()*+,;=:@/?%".indexOf(c) >= 0);
  }

  private static boolean isBlank(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c);
  }

  private static URI uri(String text) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw refused("Has no valid host or path.");
    }
    if (uri.getHost() == null) {
      throw refused("Has no valid host.");
    }
    return uri;
  }

  private static IllegalArgumentException refused(String sentence) {
    return new IllegalArgumentException(sentence);
  }
}
