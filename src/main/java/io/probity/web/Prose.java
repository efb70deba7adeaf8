package io.probity.web;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the instants in sentences, so that they are shown in the reader's time zone. Pure. */
final class Prose {
  private static final Pattern INSTANT =
      Pattern.compile("\\b\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?Z\\b");

  private Prose() {}

  /**
   * A part of a sentence.
   *
   * @param text as it was written
   * @param at the instant that the text is, null: it is none
   */
  public record Piece(String text, @Nullable Moment at) {}

  /** The pieces of a sentence in order; together they are all of it. */
  static List<Piece> of(String sentence) {
    List<Piece> pieces = new ArrayList<>();
    int told = 0;
    for (Matcher found = INSTANT.matcher(sentence); found.find(); ) {
      Moment at = moment(found.group());
      if (at != null) {
        pieces.add(new Piece(sentence.substring(told, found.start()), null));
        pieces.add(new Piece(found.group(), at));
        told = found.end();
      }
    }
    pieces.add(new Piece(sentence.substring(told), null));
    return pieces;
  }

  private static @Nullable Moment moment(String text) {
    try {
      Instant at = Instant.parse(text);
      return Moment.of(at, at);
    } catch (DateTimeException noInstant) {
      return null;
    }
  }
}
