package io.probity.api;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Positions in lists that are ordered by a number or an id. */
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

  /** The id after which a page begins, null: it is the first. */
  static @Nullable UUID id(Paging paging) {
    if (paging.after() == null) {
      return null;
    }
    if (!PathIds.isUuid(paging.after())) {
      throw Cursor.invalid();
    }
    return UUID.fromString(paging.after());
  }
}
