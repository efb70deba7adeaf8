package io.probity.endpoint;

import io.probity.secret.Secret;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the two kinds of request headers. */
public final class HeaderFields {
  private static final int MAX_HEADERS = 64;
  private static final int MAX_VALUE = 8192;

  /** RFC 9110 section 5.6.2. */
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");

  /** RFC 9110 section 5.5, without bytes beyond ASCII, whose meaning nobody agrees on. */
  private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7E]*");

  /** Those the connection sets itself; anything else here would break its framing. */
  private static final Set<String> RESERVED =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "http2-settings",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private final Set<String> seen = new HashSet<>();

  /** The headers in clear. */
  public Map<String, String> plain(Fields fields) {
    Map<String, String> headers = fields.texts("headers", MAX_HEADERS, MAX_VALUE);
    Fields each = fields.object("headers");
    headers.forEach((name, value) -> check(each, name, value));
    return headers;
  }

  /** The secret headers; {@code stored} are those that a mask keeps, by name without case. */
  public Map<String, Secret> secret(
      Fields fields, SecretFields secrets, Map<String, Secret> stored) {
    Map<String, Secret> headers = new LinkedHashMap<>();
    Fields each = fields.object("secretHeaders");
    if (each.names().size() > MAX_HEADERS) {
      fields.refuse("secretHeaders", "Must have at most " + MAX_HEADERS + " entries.");
      return headers;
    }
    for (String name : each.names()) {
      if (!each.has(name)) {
        continue;
      }
      Secret kept =
          stored.entrySet().stream()
              .filter(entry -> entry.getKey().equalsIgnoreCase(name))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElse(null);
      Secret secret = secrets.read(each, name, MAX_VALUE, kept);
      if (secret != null) {
        check(each, name, secret.value());
        headers.put(name, secret);
      }
    }
    return headers.isEmpty() ? Map.of() : headers;
  }

  /** Whether a header of either kind was read. */
  public boolean has(String name) {
    return seen.contains(name.toLowerCase(Locale.ROOT));
  }

  private void check(Fields fields, String name, String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!TOKEN.matcher(name).matches()) {
      fields.refuse(name, "Is no valid header name.");
    } else if (RESERVED.contains(lower)) {
      fields.refuse(name, "Is set by the connection itself and cannot be given.");
    } else if (!VALUE.matcher(value).matches()) {
      fields.refuse(name, "Must hold only printable ASCII characters.");
    } else if (!seen.add(lower)) {
      fields.refuse(name, "Is given twice (names differ in more than case).");
    }
  }
}
