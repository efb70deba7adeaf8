package io.probity.alert;

import io.probity.db.Tx;
import java.util.List;

/** Where announcements are put, in the transaction of what they announce. */
public interface Outbox {
  /**
   * Stores the event and one delivery for each enabled channel that wants it; for one that groups,
   * what it needs to decide. Sends nothing; the rows become visible with the commit.
   */
  void publish(Tx tx, Event event);

  /** Stores several in their order, with fewer statements. */
  default void publish(Tx tx, List<Event> events) {
    events.forEach(each -> publish(tx, each));
  }

  /** Wakes the sender; call after the commit. Never blocks. */
  void wake();
}
