package io.probity.probe;

import io.probity.endpoint.Assertion.TextTest;
import java.util.List;

/** Tests on text, and how they are put into words. Pure. */
final class TextCheck {
  private TextCheck() {}

  /** Whether a text that is there fulfils the test; throws {@link Allowance.Spent}. */
  static boolean holds(TextTest test, String text, Allowance time) {
    if (test instanceof TextTest.Equal equal) {
      return text.equals(equal.text());
    }
    if (test instanceof TextTest.Contains contains) {
      return time.contains(text, contains.text());
    }
    if (test instanceof TextTest.NotContains without) {
      return !time.contains(text, without.text());
    }
    if (test instanceof TextTest.Matches matches) {
      return time.finds(matches.pattern(), text);
    }
    return test instanceof TextTest.Exists exists && exists.expected();
  }

  /**
   * Whether one of the texts fulfils the test; where something must not occur, whether all do.
   * Throws {@link Allowance.Spent}.
   */
  static boolean holds(TextTest test, List<String> texts, Allowance time) {
    boolean all = test instanceof TextTest.NotContains;
    for (String text : texts) {
      if (holds(test, text, time) != all) {
        return !all;
      }
    }
    return all;
  }

  /** Whether the test is fulfilled by there being no text at all. */
  static boolean holdsForNothing(TextTest test) {
    return test instanceof TextTest.NotContains
        || test instanceof TextTest.Exists exists && !exists.expected();
  }

  /** What the test wants, to follow the word "expected". */
  static String wanted(TextTest test) {
    if (test instanceof TextTest.Equal equal) {
      return Shown.quoted(equal.text());
    }
    if (test instanceof TextTest.Contains contains) {
      return "to contain " + Shown.quoted(contains.text());
    }
    if (test instanceof TextTest.NotContains without) {
      return "not to contain " + Shown.quoted(without.text());
    }
    if (test instanceof TextTest.Matches matches) {
      return "to match " + Shown.quoted(matches.pattern().pattern());
    }
    return test instanceof TextTest.Exists exists && exists.expected()
        ? "to be there"
        : "not to be there";
  }
}
