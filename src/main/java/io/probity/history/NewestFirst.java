package io.probity.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Merges results of blocks with late ones of the same endpoint; each instant comes once. */
final class NewestFirst {
  private final List<CheckRow> late;
  private final int limit;
  private final List<CheckRow> rows = new ArrayList<>();
  private int next;

  /**
   * An empty list.
   *
   * @param late newest first
   * @param limit most rows
   */
  NewestFirst(List<CheckRow> late, int limit) {
    this.late = late;
    this.limit = limit;
  }

  /** Adds a row older than all before; returns whether there is room for more. */
  boolean add(CheckRow row) {
    Instant at = row.check().at();
    while (next < late.size() && late.get(next).check().at().isAfter(at)) {
      put(late.get(next++));
    }
    if (next < late.size() && late.get(next).check().at().equals(at)) {
      next++;
    }
    put(row);
    return rows.size() < limit;
  }

  private void put(CheckRow row) {
    if (rows.size() < limit) {
      rows.add(row);
    }
  }

  /** Adds what is left of the late ones; returns all. */
  List<CheckRow> finish() {
    while (next < late.size()) {
      put(late.get(next++));
    }
    return rows;
  }
}
