package io.probity.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.probity.alert.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is announced with a change of health. */
interface News {
  News NONE = lastGood -> List.of();

  /**
   * The announcements.
   *
   * @param lastGood the last good check before the change, null: none is known
   */
  List<Event> events(@Nullable JsonNode lastGood);

  /** Heap that it takes beyond the change, roughly. */
  default long heapBytes() {
    return 0;
  }

  /** The same without what one can do without. */
  default News withoutEvidence() {
    return this;
  }
}
