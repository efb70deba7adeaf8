package io.probity.alert;

import org.jspecify.annotations.Nullable;

/** What became of one sending. */
public sealed interface SendResult {
  /**
   * The receiver answered.
   *
   * @param excerpt the first KiB of its body as text, empty if there was none
   * @param retryAfter the {@code Retry-After} header as it came, null: none
   */
  record Answered(int status, String excerpt, @Nullable String retryAfter) implements SendResult {}

  /**
   * There was no answer.
   *
   * @param detail one sentence: what was tried and how it failed; no secrets
   */
  record Failed(String detail) implements SendResult {}
}
