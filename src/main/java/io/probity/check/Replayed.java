package io.probity.check;

import io.probity.alert.EventType;
import java.time.Instant;
import java.util.List;

/**
 * What a replay came to.
 *
 * @param from from where on there is something to tell
 * @param checks how many stored checks it went through
 * @param actual what fired, oldest first
 * @param replayed what would have fired, oldest first
 * @param notKnowable one entry of a kind
 */
public record Replayed(
    Instant from,
    Instant to,
    long checks,
    List<Fired> actual,
    List<Fired> replayed,
    Differences differences,
    List<Doubts.Entry> notKnowable) {

  /**
   * How the two differ.
   *
   * @param missing fired, but would not have
   * @param added would have fired, but did not
   * @param moved would have fired at another time
   */
  public record Differences(List<Fired> missing, List<Fired> added, List<Moved> moved) {}

  /** An alert of the same beginning or end that another check would have decided. */
  public record Moved(EventType event, Instant actual, Instant replayed) {}
}
