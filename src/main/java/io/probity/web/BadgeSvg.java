package io.probity.web;

import java.util.Locale;

/** Draws badges: two flat fields with a label and a message. Pure. */
final class BadgeSvg {
  private static final int PADDING = 6;
  private static final int WIDEST = 110;
  private static final int FIRST = ' ';

  /** Of DejaVu Sans at 11 px in tenths of a pixel, from the space to the tilde. */
  private static final int[] WIDTHS = {
    35, 44, 51, 92, 70, 105, 86, 30, 43, 43, 55, 92, 35, 40, 35, 37, 70, 70, 70, 70, 70, 70, 70, 70,
    70, 70, 37, 37, 92, 92, 92, 58, 110, 75, 75, 77, 85, 70, 63, 85, 83, 32, 32, 72, 61, 95, 82, 87,
    66, 87, 76, 70, 67, 81, 75, 109, 75, 67, 75, 43, 37, 43, 92, 55, 55, 67, 70, 60, 70, 68, 39, 70,
    70, 31, 31, 64, 31, 107, 70, 67, 70, 70, 45, 57, 43, 70, 65, 90, 65, 65, 58, 70, 37, 70, 92
  };

  private static final String DRAWING =
      """
      <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="20" viewBox="0 0 %1$d 20" role="img" aria-label="%3$s: %4$s">
      <title>%3$s: %4$s</title>
      <clipPath id="r"><rect width="%1$d" height="20" rx="3"/></clipPath>
      <g clip-path="url(#r)"><rect width="%2$d" height="20" fill="#444"/><rect x="%2$d" width="%5$d" height="20" fill="%6$s"/></g>
      <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11"><text x="%7$s" y="14">%3$s</text><text x="%8$s" y="14">%4$s</text></g>
      </svg>
      """;

  private BadgeSvg() {}

  static String draw(BadgeFace face) {
    int left = width(face.label()) + 2 * PADDING;
    int right = width(face.message()) + 2 * PADDING;
    return DRAWING.formatted(
        left + right,
        left,
        escape(face.label()),
        escape(face.message()),
        right,
        face.color(),
        middle(0, left),
        middle(left, right));
  }

  private static String middle(int from, int width) {
    return String.format(Locale.ROOT, "%.1f", from + width / 2.0);
  }

  /** In pixels; what is not in the table counts as the widest. */
  static int width(String text) {
    int tenths =
        text.codePoints()
            .map(
                each ->
                    each >= FIRST && each < FIRST + WIDTHS.length ? WIDTHS[each - FIRST] : WIDEST)
            .sum();
    return (tenths + 9) / 10;
  }

  /** Fit for XML 1.0, which has no place for most control characters and lone surrogates. */
  private static String escape(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints().forEach(each -> append(safe, each));
    return safe.toString();
  }

  private static void append(StringBuilder to, int each) {
    switch (each) {
      case '<' -> to.append("&lt;");
      case '>' -> to.append("&gt;");
      case '&' -> to.append("&amp;");
      case '"' -> to.append("&quot;");
      case '\'' -> to.append("&#39;");
      default -> {
        boolean printable =
            each >= ' ' && each != 0xFFFE && each != 0xFFFF && (each < 0xD800 || each > 0xDFFF);
        to.appendCodePoint(printable ? each : ' ');
      }
    }
  }
}
