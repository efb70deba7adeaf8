package io.probity.acceptance;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what must come about. */
final class Polling {
  private static final Duration EVERY = Duration.ofMillis(200);

  private Polling() {}

  /** Asks five times a second; fails once the time is over. */
  static void until(Duration patience, Callable<Boolean> condition) {
    await().atMost(patience).pollDelay(Duration.ZERO).pollInterval(EVERY).until(condition);
  }
}
