package io.probity.probe;

import io.probity.endpoint.Credentials;
import io.probity.endpoint.EndpointSpec;
import io.probity.secret.TextMask;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes an endpoint's credentials out of what is told about its failures: targets echo them. Pure,
 * immutable.
 */
final class SecretMask {
  private final TextMask mask;

  private SecretMask(TextMask mask) {
    this.mask = mask;
  }

  static SecretMask of(EndpointSpec spec) {
    Set<String> secrets = new LinkedHashSet<>();
    for (String secret : Credentials.of(spec)) {
      secrets.add(secret);
      secrets.add(Shown.escaped(secret));
    }
    return new SecretMask(TextMask.of(secrets));
  }

  /** The same failure without the secrets; the very same if it holds none. */
  @Nullable Failure of(@Nullable Failure failure) {
    if (failure == null || mask.isEmpty()) {
      return failure;
    }
    return new Failure(failure.cls(), of(failure.detail()), of(failure.evidence()));
  }

  /** The same finding without the secrets. */
  Finding of(Finding finding) {
    String subject = finding.subject();
    String actual = finding.actual();
    return new Finding(
        finding.source(),
        subject == null ? null : of(subject),
        finding.severity(),
        of(finding.expected()),
        finding.passed(),
        actual == null ? null : of(actual));
  }

  /** The same headers without the secrets; the very same if there are none to hide. */
  Map<String, List<String>> headers(Map<String, List<String>> headers) {
    if (mask.isEmpty()) {
      return headers;
    }
    Map<String, List<String>> masked = new LinkedHashMap<>();
    headers.forEach((name, values) -> masked.put(name, values.stream().map(this::of).toList()));
    return masked;
  }

  private Map<String, Object> of(Map<String, Object> values) {
    Map<String, Object> masked = new LinkedHashMap<>();
    values.forEach((name, value) -> masked.put(name, value(value)));
    return masked;
  }

  @SuppressWarnings("unchecked")
  private Object value(Object value) {
    if (value instanceof Map<?, ?> map) {
      return of((Map<String, Object>) map);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(this::value).toList();
    }
    return value instanceof Number || value instanceof Boolean ? value : of(value.toString());
  }

  /** The text with each secret, and each beginning of one that an excerpt ends with, as ***. */
  String of(String text) {
    return mask.of(text);
  }
}
