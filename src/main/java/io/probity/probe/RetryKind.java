package io.probity.probe;

/** When a failed attempt is worth repeating. */
public enum RetryKind {
  /** The answer cannot change within seconds. */
  NEVER,
  /** Within 50 ms, on a fresh connection. */
  AT_ONCE,
  /** After a fixed delay. */
  DELAYED,
  /** After a delay that doubles, with full jitter. */
  BACKOFF,
  /** After the time the server asked for. */
  RETRY_AFTER,
  /** A single repeat, through the next resolver. */
  CONFIRM_ONCE
}
