package io.probity.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.probity.secret.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one configuration, fills in every default and collects all that is wrong. */
final class EndpointReader {
  private static final URI NOWHERE = URI.create("http://invalid");
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
  private static final Pattern KEY = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,62}");
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./-]{0,62}");
  private static final int MAX_LABELS = 32;
  private static final int MAX_BODY = 65_536;
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration YEAR = Duration.ofDays(365);
  private static final String[] READ_ONLY = {"id", "createdAt", "updatedAt", "revision", "health"};

  private final Fields fields;
  private final @Nullable EndpointSpec stored;
  private final Demands demands;
  private URI url = NOWHERE;

  private EndpointReader(Fields fields, @Nullable EndpointSpec stored, Demands demands) {
    this.fields = fields;
    this.stored = stored;
    this.demands = demands;
  }

  /**
   * Reads a configuration; what is wrong goes to the errors of {@code fields}, and the result is
   * only of use if there are none.
   *
   * @param stored what it replaces, whose secrets a mask keeps; null: it is new
   */
  static EndpointSpec read(Fields fields, @Nullable EndpointSpec stored, Demands demands) {
    return new EndpointReader(fields, stored, demands).spec();
  }

  private EndpointSpec spec() {
    url = url();
    String host = TargetUrl.bareHost(url);
    HeaderFields headerFields = new HeaderFields();
    SecretFields secrets =
        new SecretFields(
            stored == null || url == NOWHERE || TargetUrl.sameOrigin(url, stored.url()));
    String method = method();
    Map<String, String> headers = headerFields.plain(fields);
    Map<String, Secret> secretHeaders =
        headerFields.secret(fields, secrets, stored == null ? Map.of() : stored.secretHeaders());
    Auth auth = AuthFields.read(fields, secrets, stored == null ? null : stored.auth());
    if (headerFields.has("authorization")
        && (auth instanceof Auth.Basic || auth instanceof Auth.Bearer)) {
      fields.refuse("auth", "Sets Authorization, which is also given as a header.");
    }
    Duration interval = TimingFields.interval(fields, demands.minInterval());
    EndpointSpec spec =
        new EndpointSpec(
            key(),
            line("name", host, 200),
            url,
            method,
            headers,
            body(method),
            auth,
            secretHeaders,
            interval,
            TimingFields.timeouts(fields, interval),
            TimingFields.retry(fields),
            fields.choice("connection", ConnectionMode.POOLED, Choices.CONNECTION),
            pool(),
            redirects(),
            fields.choice("ipVersion", IpVersion.ANY, Choices.IP_VERSION),
            Sizes.read(fields, "maxBody", 1L << 20, 1, 64L << 20),
            tls(),
            assertions(method),
            TimingFields.thresholds(fields, interval),
            fields.duration("remindEvery", MINUTE, YEAR),
            labels(),
            fields.flag("paused", false),
            fields.flag("public", false),
            fields.has("managedBy") ? line("managedBy", "", 64) : null);
    fields.refuseUnknown(READ_ONLY);
    return spec;
  }

  private URI url() {
    String text = fields.requiredText("url", TargetUrl.MAX_LENGTH);
    if (text.isEmpty()) {
      return NOWHERE;
    }
    try {
      URI parsed = TargetUrl.parse(text);
      String refusal = demands.literals().refusal(TargetUrl.bareHost(parsed));
      if (refusal != null) {
        fields.refuse("url", refusal);
      }
      return parsed;
    } catch (IllegalArgumentException e) {
      fields.refuse("url", String.valueOf(e.getMessage()));
      return NOWHERE;
    }
  }

  /** Whether an endpoint may have this key. */
  static boolean isKey(String text) {
    return KEY.matcher(text).matches();
  }

  private @Nullable String key() {
    String key = fields.text("key", 63);
    if (key != null && !isKey(key)) {
      fields.refuse(
          "key",
          "Must be 1 to 63 lower-case letters, digits, hyphens, underscores or dots, and begin "
              + "with a letter or digit.");
    }
    return key;
  }

  private String line(String name, String fallback, int maxLength) {
    String text = fields.text(name, fallback, maxLength);
    if (text.isBlank() || !Texts.isOneLine(text)) {
      fields.refuse(name, "Must be one line and not blank.");
    }
    return text;
  }

  private String method() {
    String method = fields.text("method", "GET", 16).toUpperCase(Locale.ROOT).intern();
    if (!METHODS.contains(method)) {
      fields.refuse("method", "Must be one of " + String.join(", ", METHODS) + ".");
    }
    return method;
  }

  private @Nullable String body(String method) {
    if (!fields.has("body")) {
      return null;
    }
    if (method.equals("GET") || method.equals("HEAD")) {
      fields.refuse("body", "Must be null: a " + method + " request has no body.");
    }
    JsonNode body = fields.node("body");
    if (body != null && body.isTextual() && body.textValue().isEmpty()) {
      return "";
    }
    return fields.text("body", MAX_BODY);
  }

  private PoolSpec pool() {
    Fields pool = fields.object("pool");
    PoolSpec spec =
        new PoolSpec(
            pool.integer("maxConnections", 2, 1, 64),
            pool.duration("idleTimeout", MINUTE, SECOND, DAY),
            pool.duration("maxAge", Duration.ofMinutes(10), SECOND, DAY));
    pool.refuseUnknown();
    return spec;
  }

  private RedirectSpec redirects() {
    Fields redirects = fields.object("redirects");
    RedirectSpec spec =
        new RedirectSpec(
            redirects.flag("follow", true),
            redirects.integer("max", 5, 0, 20),
            redirects.flag("allowDowngrade", false));
    redirects.refuseUnknown();
    return spec;
  }

  private TlsSpec tls() {
    Fields tls = fields.object("tls");
    TlsSpec spec =
        new TlsSpec(
            tls.flag("verify", true),
            tls.choice("revocation", Revocation.STAPLED, Choices.REVOCATION),
            serverName(tls),
            tls.choice("minVersion", "1.2", Map.of("1.2", "1.2", "1.3", "1.3")));
    tls.refuseUnknown();
    return spec;
  }

  private static @Nullable String serverName(Fields tls) {
    String name = tls.text("serverName", 253);
    if (name == null) {
      return null;
    }
    try {
      URI url = TargetUrl.parse("https://" + name);
      if (url.getPort() < 0 && url.getRawPath().isEmpty() && url.getRawQuery() == null) {
        return TargetUrl.bareHost(url);
      }
    } catch (IllegalArgumentException e) {
      // What is no host for a URL is none here.
    }
    tls.refuse("serverName", "Must be a host name.");
    return null;
  }

  private List<Assertion> assertions(String method) {
    List<Assertion> assertions = AssertionFields.read(fields, url.getScheme().equals("https"));
    boolean needsBody =
        assertions.stream()
            .anyMatch(a -> a instanceof Assertion.Body || a instanceof Assertion.Json);
    if (needsBody && method.equals("HEAD")) {
      fields.refuse("assertions", "Must not look at the body: the answer to HEAD has none.");
    }
    return List.copyOf(assertions);
  }

  private Map<String, String> labels() {
    Fields entries = fields.object("labels");
    Map<String, String> labels = new LinkedHashMap<>();
    fields
        .texts("labels", MAX_LABELS, 200)
        .forEach(
            (name, value) -> {
              if (!LABEL.matcher(name).matches()) {
                entries.refuse(
                    name,
                    "Must be named by 1 to 63 letters, digits, underscores, dots, slashes or hyphens.");
              } else if (!Texts.isOneLine(value)) {
                entries.refuse(name, "Must be one line.");
              } else {
                labels.put(name, value);
              }
            });
    return labels.isEmpty() ? Map.of() : labels;
  }
}
