package io.probity.endpoint;

/**
 * How large a regular expression grows when its counted repeats are written out, which is what
 * RE2/J does: {@code ((a{100}){100}){100}} is a million instructions. Never compiles anything.
 */
final class RegexSize {
  private static final long MANY = 1_000_000_000;

  private final String text;
  private int at;

  private RegexSize(String text) {
    this.text = text;
  }

  /**
   * An estimate of the instructions, not below what the repeats multiply. Of a pattern that is not
   * valid it is some number.
   */
  static long estimate(String pattern) {
    return new RegexSize(pattern).alternatives(0);
  }

  /** Reads up to the end of the group (or of the text); {@code depth} 0 is no group. */
  private long alternatives(int depth) {
    long done = 0;
    long last = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      long repeated = c == '{' ? counted(last) : -1;
      if (repeated >= 0) {
        last = repeated;
      } else if (c == ')' && depth > 0) {
        break;
      } else if (c == '|') {
        done = bounded(done + last + 1);
        last = 0;
        at++;
      } else if (c == '*' || c == '+' || c == '?') {
        last = bounded(last + 1);
        at++;
      } else {
        long atom = atom(depth);
        if (atom > 0) {
          done = bounded(done + last);
          last = atom;
        }
      }
    }
    return bounded(done + last);
  }

  /** Reads one atom; 0: it adds nothing, and a repeat that follows is one of what came before. */
  private long atom(int depth) {
    switch (text.charAt(at)) {
      case '(':
        return group(depth);
      case '[':
        bracket();
        return 1;
      case '\\':
        return escape();
      default:
        at++;
        return 1;
    }
  }

  private long group(int depth) {
    at++;
    if (at < text.length() && text.charAt(at) == '?') {
      at++;
      if (text.startsWith("<", at) || text.startsWith("P<", at)) {
        skipPast('>');
      } else {
        while (at < text.length() && text.charAt(at) != ':' && text.charAt(at) != ')') {
          at++;
        }
        if (at < text.length() && text.charAt(at++) == ')') {
          return 0;
        }
      }
    }
    long inside = alternatives(depth + 1);
    at = Math.min(at + 1, text.length());
    return bounded(inside + 2);
  }

  /** A class such as {@code [^]a\]-z[:digit:]]} is one instruction. */
  private void bracket() {
    at++;
    if (text.startsWith("^", at)) {
      at++;
    }
    boolean first = true;
    while (at < text.length() && (first || text.charAt(at) != ']')) {
      first = false;
      int named = text.startsWith("[:", at) ? text.indexOf(":]", at + 2) : -1;
      if (named >= 0) {
        at = named + 2;
      } else {
        at += text.charAt(at) == '\\' ? 2 : 1;
      }
    }
    at = Math.min(at + 1, text.length());
  }

  private long escape() {
    if (text.startsWith("\\Q", at)) {
      return quoted();
    }
    char kind = at + 1 < text.length() ? text.charAt(at + 1) : '\\';
    at = Math.min(at + 2, text.length());
    if (kind == 'p' || kind == 'P' || kind == 'x') {
      if (text.startsWith("{", at)) {
        skipPast('}');
      }
    }
    return 1;
  }

  /** A repeat after {@code \Q…\E} is one of its last character; reckoned as one of all. */
  private long quoted() {
    int end = text.indexOf("\\E", at + 2);
    int length = (end < 0 ? text.length() : end) - at - 2;
    at = end < 0 ? text.length() : end + 2;
    return length;
  }

  /** What a count such as {@code {2,5}} makes of an atom; -1: the brace is a literal. */
  private long counted(long atom) {
    int close = text.indexOf('}', at);
    String count = close < 0 ? "" : text.substring(at + 1, close);
    if (!count.matches("\\d{1,9}(?:,\\d{0,9})?")) {
      return -1;
    }
    at = close + 1;
    int comma = count.indexOf(',');
    long min = Long.parseLong(comma < 0 ? count : count.substring(0, comma));
    if (comma < 0) {
      return bounded(Math.max(1, min * atom));
    }
    if (comma == count.length() - 1) {
      return bounded(Math.max(1, min) * atom + 1);
    }
    long max = Long.parseLong(count.substring(comma + 1));
    return bounded(Math.max(1, max * atom + Math.max(0, max - min)));
  }

  private void skipPast(char end) {
    int found = text.indexOf(end, at);
    at = found < 0 ? text.length() : found + 1;
  }

  /** Keeps products of two within a long: a count has nine digits at most. */
  private static long bounded(long size) {
    return Math.min(size, MANY);
  }
}
