package io.probity.net;

import java.util.List;

/** Why a name has no address: told from response codes and typed facts only. */
public enum DnsProblem {
  NXDOMAIN,
  NO_ADDRESS,
  SERVFAIL,
  REFUSED,
  TIMEOUT,
  MALFORMED;

  private static final List<DnsProblem> MOST_TELLING_FIRST =
      List.of(NXDOMAIN, SERVFAIL, REFUSED, MALFORMED, TIMEOUT, NO_ADDRESS);

  /**
   * Of two problems with one name the one to report: a refusal tells more than garbage, garbage
   * more than silence; that there is no address counts only if nothing else went wrong.
   */
  DnsProblem orMoreTelling(DnsProblem other) {
    return MOST_TELLING_FIRST.indexOf(this) <= MOST_TELLING_FIRST.indexOf(other) ? this : other;
  }
}
