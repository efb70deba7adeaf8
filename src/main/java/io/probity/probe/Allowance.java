package io.probity.probe;

import com.google.re2j.Pattern;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The time that judging one attempt may take, from when this is made. Patterns take linear time,
 * but linear in the body times the pattern. Not thread-safe.
 */
public final class Allowance {
  /** Well below a millisecond of work. */
  private static final long STEPS_PER_LOOK = 65_536;

  private static final int PER_NODE = 64;
  private static final int WINDOW = 16 * 1024;

  private final LongSupplier nanoTime;
  private final long end;
  private final long millis;
  private long steps;

  /**
   * An allowance.
   *
   * @param nanoTime a clock such as {@link System#nanoTime}
   * @param length none if it is not positive
   */
  public Allowance(LongSupplier nanoTime, Duration length) {
    this.nanoTime = nanoTime;
    end = nanoTime.getAsLong() + length.toNanos();
    millis = Math.max(0, length.toMillis());
  }

  /** Its length. */
  long millis() {
    return millis;
  }

  /** A node of a document was visited; throws {@link Spent} if the time is over. */
  void node() {
    spend(PER_NODE);
  }

  private void spend(int more) {
    steps += more;
    if (steps >= STEPS_PER_LOOK) {
      look();
    }
  }

  private void look() {
    steps = 0;
    if (nanoTime.getAsLong() - end >= 0) {
      throw new Spent();
    }
  }

  /** Whether the text contains the other; throws {@link Spent}. */
  boolean contains(String text, String part) {
    for (int from = 0; from + part.length() <= text.length(); from += WINDOW) {
      look();
      int to = (int) Math.min(text.length(), (long) from + WINDOW + part.length());
      if (text.substring(from, to).contains(part)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the pattern is found in the text; throws {@link Spent}. */
  boolean finds(Pattern pattern, String text) {
    look();
    return pattern.matcher(new Timed(text, 0, text.length(), pattern.programSize())).find();
  }

  /** A text that the matcher reads by character, and that ends the matching when time is over. */
  private final class Timed implements CharSequence {
    private final String text;
    private final int from;
    private final int length;
    private final int perCharacter;

    Timed(String text, int from, int to, int perCharacter) {
      this.text = text;
      this.from = from;
      this.length = to - from;
      this.perCharacter = perCharacter;
    }

    @Override
    public int length() {
      return length;
    }

    @Override
    public char charAt(int index) {
      spend(perCharacter);
      return text.charAt(from + index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Timed(text, from + start, from + end, perCharacter);
    }

    @Override
    public String toString() {
      return text.substring(from, from + length);
    }
  }

  /** The time is over. */
  static final class Spent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Spent() {
      super(null, null, false, false);
    }
  }
}
