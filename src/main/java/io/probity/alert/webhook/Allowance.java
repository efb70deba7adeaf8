package io.probity.alert.webhook;

import java.time.Duration;
import java.util.function.LongSupplier;

/** What one rendering of a template may use up. Confined to its thread. */
final class Allowance {
  /** Attribute of a rendering under which its loops find it. */
  static final String ATTRIBUTE = "probity.allowance";

  static final int MAX_CHARACTERS = 262_144;
  static final int MAX_ROUNDS = 10_000;
  static final Duration MAX_TIME = Duration.ofSeconds(1);

  private final LongSupplier nanos;
  private final long began;
  private int characters;
  private int rounds;

  /**
   * All of it, from now on.
   *
   * @param nanos elapsed time, as {@link System#nanoTime}
   */
  Allowance(LongSupplier nanos) {
    this.nanos = nanos;
    this.began = nanos.getAsLong();
  }

  /**
   * Accounts for one round of a loop.
   *
   * @throws UnfitTemplate if it is one too many, or took too long
   */
  void round() {
    if (++rounds > MAX_ROUNDS) {
      throw new UnfitTemplate("The template's loops take more than " + MAX_ROUNDS + " rounds.");
    }
    if (nanos.getAsLong() - began > MAX_TIME.toNanos()) {
      throw new UnfitTemplate("The template takes more than " + MAX_TIME.toMillis() + " ms.");
    }
  }

  /**
   * Accounts for text that was made. What a loop makes counts once more for each loop around it.
   *
   * @throws UnfitTemplate if it is more than a body may have
   */
  void text(String text) {
    characters += text.length();
    if (characters > MAX_CHARACTERS) {
      throw new UnfitTemplate("The template makes more than " + MAX_CHARACTERS + " characters.");
    }
  }
}
