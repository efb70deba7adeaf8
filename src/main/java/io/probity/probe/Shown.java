package io.probity.probe;

/** Foreign text made fit for a sentence: quoted, bounded, without control characters. Pure. */
final class Shown {
  static final int LONGEST = 200;

  /** Below this a double holds every whole number. */
  private static final double EXACT = 1e15;

  private Shown() {}

  /** A whole number without the ".0" that nobody wrote. */
  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < EXACT
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** The text in quotes, cut after 200 characters. */
  static String quoted(String text) {
    return '"' + bounded(text) + '"';
  }

  /** The text cut after 200 characters, control characters and lone surrogates escaped. */
  static String bounded(String text) {
    return escaped(text, LONGEST);
  }

  /** The whole text, control characters and lone surrogates escaped. */
  static String escaped(String text) {
    return escaped(text, Integer.MAX_VALUE);
  }

  private static String escaped(String text, int longest) {
    return text.length() <= longest && isPlain(text) ? text : rewritten(text, longest);
  }

  /** Whether it is ASCII and nothing in it would be escaped, as is usual. */
  private static boolean isPlain(String text) {
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) < ' ' || text.charAt(at) > '~') {
        return false;
      }
    }
    return true;
  }

  private static String rewritten(String text, int longest) {
    StringBuilder shown = new StringBuilder(Math.min(text.length(), LONGEST) + 1);
    int at = 0;
    while (at < text.length() && shown.length() < longest) {
      int point = text.codePointAt(at);
      at += Character.charCount(point);
      int type = Character.getType(point);
      boolean unfit =
          type == Character.CONTROL
              || type == Character.FORMAT
              || type == Character.SURROGATE
              || type == Character.LINE_SEPARATOR
              || type == Character.PARAGRAPH_SEPARATOR;
      if (unfit) {
        shown.append(String.format("\\u%04x", point));
      } else {
        shown.appendCodePoint(point);
      }
    }
    return at < text.length() ? shown.append('…').toString() : shown.toString();
  }
}
