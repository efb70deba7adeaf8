package io.probity.web;

import io.probity.history.OverviewPlace;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Places in the overview as links carry them. Pure. */
final class Place {
  private static final Pattern FORM =
      Pattern.compile("(\\d)\\.(\\d{1,18})\\.([^\\x00]{0,1000})", Pattern.DOTALL);

  private Place() {}

  static String encode(OverviewPlace place) {
    String text = place.rank() + "." + place.number() + "." + place.name();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Null: there is none, or it cannot be read. */
  static @Nullable OverviewPlace decode(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      Matcher form = FORM.matcher(new String(bytes, StandardCharsets.UTF_8));
      return form.matches()
          ? new OverviewPlace(
              Integer.parseInt(form.group(1)), form.group(3), Long.parseLong(form.group(2)))
          : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
