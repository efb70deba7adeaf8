package io.probity;

/** Texts without characters that do not print, but do something. Pure. */
final class Printable {
  private Printable() {}

  /** Whether a text has nothing to escape. */
  static boolean is(String text) {
    return text.chars().noneMatch(Printable::acts);
  }

  /** The text with escapes as in Java in place of what acts. */
  static String of(String text) {
    StringBuilder printable = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!acts(c)) {
        printable.append(c);
      } else if (c == '\n') {
        printable.append("\\n");
      } else if (c == '\r') {
        printable.append("\\r");
      } else {
        printable.append("\\u%04x".formatted((int) c));
      }
    }
    return printable.toString();
  }

  /** Ends a line, moves the cursor, or turns the direction of what follows. */
  private static boolean acts(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL -> c != '\t';
      case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      default -> false;
    };
  }
}
