package io.probity.api;

/** Positions in lists that are ordered by a number. */
final class Positions {
  private Positions() {}

  /**
   * The number after which a page begins.
   *
   * @param start what stands for the beginning of the list
   */
  static long number(Paging paging, long start) {
    if (paging.after() == null) {
      return start;
    }
    try {
      return Long.parseLong(paging.after());
    } catch (NumberFormatException e) {
      throw Cursor.invalid();
    }
  }
}
