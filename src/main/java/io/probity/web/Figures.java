package io.probity.web;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as people read them. Pure. */
final class Figures {
  /** What stands where there is nothing to tell. */
  static final String NONE = "–";

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final BigDecimal SECOND = BigDecimal.valueOf(1_000);
  private static final BigDecimal TEN = BigDecimal.TEN;

  private Figures() {}

  /** A number of things, its thousands apart. */
  static String count(int things) {
    return String.format(Locale.ROOT, "%,d", things);
  }

  /** A share as percent, rounded down so that 100 % is all of it; null: a dash. */
  static String percent(@Nullable BigDecimal share) {
    if (share == null) {
      return NONE;
    }
    BigDecimal percent = share.multiply(HUNDRED).setScale(2, RoundingMode.DOWN);
    return (percent.compareTo(HUNDRED) == 0 ? "100" : percent.toPlainString()) + " %";
  }

  /** Milliseconds to three digits or so; null: a dash. */
  static String latency(@Nullable BigDecimal ms) {
    if (ms == null) {
      return NONE;
    }
    if (ms.compareTo(TEN) < 0) {
      return ms.setScale(1, RoundingMode.HALF_UP) + " ms";
    }
    BigDecimal whole = ms.setScale(0, RoundingMode.HALF_UP);
    return whole.compareTo(SECOND) < 0
        ? whole + " ms"
        : ms.divide(SECOND, 2, RoundingMode.HALF_UP) + " s";
  }
}
