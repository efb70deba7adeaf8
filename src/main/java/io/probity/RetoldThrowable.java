package io.probity;

import org.jspecify.annotations.Nullable;

/** Looks in a log like another one, with its messages and those of its causes escaped. */
final class RetoldThrowable extends Exception {
  private static final int MAX_CAUSES = 8;

  private RetoldThrowable(Throwable told, @Nullable Throwable cause) {
    super(Printable.of(told.toString()), cause);
    setStackTrace(told.getStackTrace());
  }

  /** Whether there is nothing to escape in it. */
  static boolean isPrintable(Throwable thrown) {
    Throwable each = thrown;
    for (int i = 0; i < MAX_CAUSES && each != null; i++) {
      if (!Printable.is(each.toString()) || each.getSuppressed().length > 0) {
        return false;
      }
      each = each.getCause();
    }
    return each == null;
  }

  static RetoldThrowable of(Throwable thrown) {
    return of(thrown, MAX_CAUSES);
  }

  private static RetoldThrowable of(Throwable thrown, int left) {
    Throwable cause = thrown.getCause();
    RetoldThrowable retold =
        new RetoldThrowable(thrown, cause == null || left == 0 ? null : of(cause, left - 1));
    if (left > 0) {
      for (Throwable each : thrown.getSuppressed()) {
        retold.addSuppressed(of(each, left - 1));
      }
    }
    return retold;
  }

  @Override
  public String toString() {
    return String.valueOf(getMessage());
  }
}
