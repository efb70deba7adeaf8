package io.probity.access;

/** A caller has asked for more than its share: 429. */
public final class TooManyRequests extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient Draw draw;

  /**
   * A refusal.
   *
   * @param detail one sentence for people
   */
  TooManyRequests(String detail, Draw draw) {
    super(detail, null, false, false);
    this.draw = draw;
  }

  /** Seconds after which it is worth trying again, at least one. */
  public long retrySeconds() {
    return draw.retrySeconds();
  }
}
