package io.probity.alert.webhook;

import io.probity.alert.Message;
import io.probity.secret.TextMask;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Takes out of a receiver's answer what the receiver learnt from the message and nobody else may.
 * Pure.
 */
final class Echo {
  /** Headers whose values are no secret and would only blot the answer. */
  private static final Set<String> HARMLESS = Set.of("accept", "content-type", "user-agent");

  /** Shorter parts of a path are words. */
  private static final int TOKEN = 8;

  private Echo() {}

  /** What hides the headers of a message, and the tokens in its URL. */
  static TextMask mask(Message message) {
    Set<String> secrets = new LinkedHashSet<>();
    message
        .headers()
        .forEach(
            (name, value) -> {
              if (!HARMLESS.contains(name.toLowerCase(Locale.ROOT))) {
                secrets.add(value);
                secrets.add(value.substring(value.indexOf(' ') + 1));
              }
            });
    for (String part : message.url().getRawPath().split("/")) {
      if (part.length() >= TOKEN) {
        secrets.add(part);
      }
    }
    if (message.url().getRawQuery() != null) {
      for (String pair : message.url().getRawQuery().split("&")) {
        secrets.add(pair.substring(pair.indexOf('=') + 1));
      }
    }
    return TextMask.of(secrets);
  }
}
