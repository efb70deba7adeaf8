package io.probity.secret;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Takes secrets out of texts that others wrote: whoever is sent a secret may echo it. Also where
 * they are percent-encoded or escaped as JSON, and where an excerpt ends in the middle of one.
 * Pure, immutable.
 */
public final class TextMask {
  private static final char CUT = '…';

  /** Shorter ones occur by chance, and hiding them would hide the cause. */
  private static final int SHORTEST = 4;

  private static final Pattern PERCENT = Pattern.compile("%[0-9A-F]{2}");

  private final Set<String> secrets;

  private TextMask(Set<String> secrets) {
    this.secrets = secrets;
  }

  /** Hides these, but for the shortest. */
  public static TextMask of(Collection<String> secrets) {
    Set<String> forms = new LinkedHashSet<>();
    for (String secret : secrets) {
      if (secret.length() >= SHORTEST) {
        addForms(forms, secret);
      }
    }
    return new TextMask(forms);
  }

  /** Whether there is nothing to hide. */
  public boolean isEmpty() {
    return secrets.isEmpty();
  }

  private static void addForms(Set<String> forms, String secret) {
    forms.add(secret);
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

  /** The text with each secret, and each beginning of one that an excerpt ends with, as ***. */
  public String of(String text) {
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
      shown.append(text, from, at).append(Secret.MASK);
      from = hidden.nextClearBit(at);
    }
    return shown.append(text, from, text.length()).toString();
  }
}
