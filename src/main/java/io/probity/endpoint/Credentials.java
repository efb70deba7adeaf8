package io.probity.endpoint;

import io.probity.secret.Secret;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What a target learns from a request and nobody else may: the texts to look for. Pure. */
public final class Credentials {
  private static final Set<String> CREDENTIAL_HEADERS =
      Set.of("authorization", "proxy-authorization", "cookie");

  private static final Pattern CREDENTIAL_PARAMETER =
      Pattern.compile("key|token|secret|sig|auth|pass|pwd|cred|session|jwt|code|sas");

  /** A value of this length in a query is rather random than a word. */
  private static final int RANDOM = 16;

  private Credentials() {}

  /** Every credential that a request of this endpoint carries, as sent and in its parts. */
  public static Set<String> of(EndpointSpec spec) {
    Set<String> found = new LinkedHashSet<>();
    spec.secretHeaders().values().forEach(secret -> addHeader(found, secret.value()));
    for (Map.Entry<String, String> header : spec.headers().entrySet()) {
      if (isCredential(header.getKey())) {
        addHeader(found, header.getValue());
      }
    }
    if (spec.auth() instanceof Auth.Basic basic) {
      Secret password = basic.password();
      String pair = basic.username() + ":" + password.value();
      found.add(password.value());
      found.add(Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    } else if (spec.auth() instanceof Auth.Bearer bearer) {
      found.add(bearer.token().value());
    }
    addQuery(found, spec.url());
    return found;
  }

  /** Whether a header of this name carries a credential, whatever its value. */
  static boolean isCredential(String header) {
    return CREDENTIAL_HEADERS.contains(header.toLowerCase(Locale.ROOT));
  }

  /** The value, and what follows its scheme: {@code Bearer x} is often echoed as {@code x}. */
  private static void addHeader(Set<String> found, String value) {
    String whole = value.strip();
    found.add(whole);
    int space = whole.indexOf(' ');
    if (space > 0) {
      found.add(whole.substring(space + 1).strip());
    }
  }

  private static void addQuery(Set<String> found, URI url) {
    if (url.getRawQuery() == null) {
      return;
    }
    for (String pair : url.getRawQuery().split("&")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? "" : pair.substring(0, equals).toLowerCase(Locale.ROOT);
      String value = pair.substring(equals + 1);
      if (CREDENTIAL_PARAMETER.matcher(name).find() || value.length() >= RANDOM) {
        found.add(value);
        found.add(decoded(value));
      }
    }
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return value;
    }
  }
}
