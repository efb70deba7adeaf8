package io.probity.probe.http;

import io.netty.util.AsciiString;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Names of header fields in lower case, without a string of their own for those that are usual, as
 * Netty's parser of HTTP/1 hands them over.
 */
final class FieldNames {
  /** As servers write them. */
  private static final List<String> USUAL =
      List.of(
          "Accept-Ranges",
          "Access-Control-Allow-Origin",
          "Age",
          "Alt-Svc",
          "CF-Cache-Status",
          "CF-RAY",
          "Cache-Control",
          "Connection",
          "Content-Encoding",
          "Content-Language",
          "Content-Length",
          "Content-Security-Policy",
          "Content-Type",
          "Cross-Origin-Opener-Policy",
          "Date",
          "ETag",
          "Expires",
          "Keep-Alive",
          "Last-Modified",
          "Link",
          "Location",
          "NEL",
          "Permissions-Policy",
          "Pragma",
          "Referrer-Policy",
          "Report-To",
          "Retry-After",
          "Server",
          "Server-Timing",
          "Set-Cookie",
          "Strict-Transport-Security",
          "Transfer-Encoding",
          "Vary",
          "Via",
          "WWW-Authenticate",
          "X-Cache",
          "X-Content-Type-Options",
          "X-Frame-Options",
          "X-Powered-By",
          "X-Request-Id",
          "X-Served-By",
          "X-XSS-Protection");

  private static final Map<CharSequence, String> LOWER_CASE = lowerCase();

  private FieldNames() {}

  private static Map<CharSequence, String> lowerCase() {
    Map<CharSequence, String> names = new HashMap<>();
    for (String name : USUAL) {
      String lower = name.toLowerCase(Locale.ROOT);
      names.put(AsciiString.cached(name), lower);
      names.put(AsciiString.cached(lower), lower);
    }
    return names;
  }

  /** The name in lower case. */
  static String lowerCase(CharSequence name) {
    String usual = LOWER_CASE.get(name);
    return usual == null ? name.toString().toLowerCase(Locale.ROOT) : usual;
  }
}
