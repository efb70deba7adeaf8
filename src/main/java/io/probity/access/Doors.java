package io.probity.access;

/** In which order a request passes what stands before resources; all on the event loop. */
final class Doors {
  /** Whatever is refused behind it has its headers too. */
  static final int HEADERS = Integer.MIN_VALUE;

  /** What is too much is not looked at any further. */
  static final int LIMITS = HEADERS + 1;

  /** What can be told from the header of the request alone. */
  static final int FORM = LIMITS + 1;

  /** Behind authentication and what it allows, which Quarkus has at -200 and -100. */
  static final int TURNS = -50;

  private Doors() {}
}
