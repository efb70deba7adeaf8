package io.probity.probe;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.probity.endpoint.Credentials;
import io.probity.endpoint.EndpointSpec;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes an endpoint's credentials out of what is told about its failures: targets echo them. Also
 * where they are percent-encoded or escaped as JSON, and where an excerpt ends in the middle of
 * one. Pure, immutable.
 */
final class SecretMask {
  private static final String MASK = "***";
  private static final char CUT = '…';

  /** Shorter ones occur by chance, and hiding them would hide the cause. */
  private static final int SHORTEST = 4;

  private static final Pattern PERCENT = Pattern.compile("%[0-9A-F]{2}");

  private final Set<String> secrets;

  private SecretMask(Set<String> secrets) {
    this.secrets = secrets;
  }

  static SecretMask of(EndpointSpec spec) {
    Set<String> forms = new LinkedHashSet<>();
    for (String secret : Credentials.of(spec)) {
      if (secret.length() >= SHORTEST) {
        addForms(forms, secret);
      }
    }
    return new SecretMask(forms);
  }

  private static void addForms(Set<String> forms, String secret) {
    forms.add(secret);
    forms.add(Shown.escaped(secret));
    String form = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    String percent = form.replace("+", "%20");
    for (String encoded : List.of(form, percent)) {
      forms.add(encoded);
      forms.add(PERCENT.matcher(encoded).replaceAll(hex -> hex.group().toLowerCase(Locale.ROOT)));
    }
    String json = new String(JsonStringEncoder.getInstance().quoteAsString(secret));
    forms.add(json);
    forms.add(json.replace("/", "\\/"));
  }

  /** The same failure without the secrets; the very same if it holds none. */
  @Nullable Failure of(@Nullable Failure failure) {
    if (failure == null || secrets.isEmpty()) {
      return failure;
    }
    return new Failure(failure.cls(), of(failure.detail()), of(failure.evidence()));
  }

  /** The same headers without the secrets; the very same if there are none to hide. */
  Map<String, List<String>> headers(Map<String, List<String>> headers) {
    if (secrets.isEmpty()) {
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
    BitSet hidden = new BitSet();
    for (String secret : secrets) {
      for (int at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
        hidden.set(at, at + secret.length());
      }
      for (int cut = text.indexOf(CUT); cut >= 0; cut = text.indexOf(CUT, cut + 1)) {
        hideBeginning(hidden, text, cut, secret);
      }
      hideBeginning(hidden, text, text.length(), secret);
    }
    return hidden.isEmpty() ? text : replaced(text, hidden);
  }

  private static void hideBeginning(BitSet hidden, String text, int end, String secret) {
    for (int length = Math.min(end, secret.length() - 1); length >= SHORTEST; length--) {
      if (text.regionMatches(end - length, secret, 0, length)) {
        hidden.set(end - length, end);
        return;
      }
    }
  }

  private static String replaced(String text, BitSet hidden) {
    StringBuilder shown = new StringBuilder(text.length());
    int from = 0;
    for (int at = hidden.nextSetBit(0); at >= 0; at = hidden.nextSetBit(from)) {
      shown.append(text, from, at).append(MASK);
      from = hidden.nextClearBit(at);
    }
    return shown.append(text, from, text.length()).toString();
  }
}
