package io.probity.check;

import org.jspecify.annotations.Nullable;

/**
 * One check on its way through the gates: it waits before one of them, or has passed some, or all.
 * Mutable; belongs to {@link Permits}.
 */
final class Permit {
  /** Who asked for it. One of the two is called at most, on the loop. */
  interface Holder {
    /** All gates are passed. */
    void admitted();

    /** It waited in vain for an origin at which all others fail; it holds nothing any more. */
    void spared(OriginFailure why);
  }

  final Claim claim;
  final Holder holder;

  /** Of those who wait for an origin the one with the highest is let in, the first among equals. */
  final int precedence;

  /** How many gates it has passed. */
  int passed;

  /** Its endpoint's, beyond which it is; null: it is not, or need not be, or is no more. */
  @Nullable Line endpointLine;

  /** Its origin's, beyond which it is; null: it is not, or is no more. */
  @Nullable Line originLine;

  /** The line it waits in, null: none. */
  @Nullable Line line;

  /** When it began to wait, a reading of the clock of {@link Permits}. */
  long waitsSince;

  /** Its number among all that ever waited. */
  long number;

  boolean over;

  Permit(Claim claim, Holder holder) {
    this(claim, holder, 0);
  }

  Permit(Claim claim, Holder holder, int precedence) {
    this.claim = claim;
    this.holder = holder;
    this.precedence = precedence;
  }

  /** A reading of the same clock; it may overflow. */
  long endOfPatience() {
    return waitsSince + claim.patience().toNanos();
  }

  /** Remembers what it holds, apart from its share of all permits. */
  void holds(Line through) {
    switch (through.gate) {
      case ENDPOINT -> endpointLine = through;
      case ORIGIN -> originLine = through;
      case ALL -> {}
    }
  }

  /** Whether it has not yet passed all gates. */
  boolean waits() {
    return line != null;
  }
}
