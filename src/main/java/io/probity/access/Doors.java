package io.probity.access;

/** In which order a request passes what stands before authentication; all on the event loop. */
final class Doors {
  /** Whatever is refused behind it has its headers too. */
  static final int HEADERS = Integer.MIN_VALUE;

  /** What is too much is not looked at any further. */
  static final int LIMITS = HEADERS + 1;

  /** What can be told from the header of the request alone. */
  static final int FORM = LIMITS + 1;

  private Doors() {}
}
