package io.probity.history;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Late results of one endpoint. Confined to one thread. */
final class LateRows {
  private final ResultColumns rows = new ResultColumns();
  private final Map<Long, Integer> places = new LinkedHashMap<>();

  void add(ResultColumns others) {
    for (int row = 0; row < others.size(); row++) {
      places.put(others.at(row), rows.size());
      rows.addRow(others, row);
    }
  }

  boolean isEmpty() {
    return places.isEmpty();
  }

  /** When they were, in the order they were added. */
  List<Instant> instants() {
    return places.keySet().stream().map(Micros::instant).toList();
  }

  /** Leaves out the result of an instant, in microseconds since 1970, if there is one. */
  void forget(long micros) {
    if (!places.isEmpty()) {
      places.remove(micros);
    }
  }

  void forEach(SeriesStore.Sink sink) {
    places.values().forEach(row -> sink.check(rows, row));
  }
}
