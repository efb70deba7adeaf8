package io.probity.net;

import java.util.List;

/** Why a name has no address: told from response codes and typed facts only. */
public enum DnsProblem {
  NXDOMAIN,
  NO_ADDRESS,
  SERVFAIL,
  REFUSED,
  TIMEOUT,
  MALFORMED,
  /** No query could leave this machine: says nothing of the name. */
  UNSENT,
  /** No socket could be had to ask with. */
  OVERLOADED;

  private static final List<DnsProblem> MOST_TELLING_FIRST =
      List.of(NXDOMAIN, SERVFAIL, REFUSED, MALFORMED, TIMEOUT, OVERLOADED, UNSENT, NO_ADDRESS);

  /**
   * Of two problems with one name the one to report: a refusal tells more than garbage, garbage
   * more than silence, silence more than not to have been able to ask; that there is no address
   * counts only if nothing else went wrong.
   */
  DnsProblem orMoreTelling(DnsProblem other) {
    return MOST_TELLING_FIRST.indexOf(this) <= MOST_TELLING_FIRST.indexOf(other) ? this : other;
  }
}
