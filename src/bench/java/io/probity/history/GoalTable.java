package io.probity.history;

import java.util.ArrayList;
import java.util.List;

/** What was measured beside what it ought to be, as a Markdown table. */
final class GoalTable {
  private final List<String> rows = new ArrayList<>();

  /**
   * Adds a row.
   *
   * @param goal the most or the least that the figure should be, with its unit; empty: none
   * @param met whether it is
   */
  void add(String what, String goal, boolean met, String figure, String details) {
    String verdict = goal.isEmpty() ? "" : met ? "yes" : "**no**";
    rows.add("| %s | %s | %s | %s | %s |".formatted(what, goal, figure, verdict, details));
  }

  @Override
  public String toString() {
    return "| what | goal | measured | met | in detail |\n|---|---|---|---|---|\n"
        + String.join("\n", rows);
  }
}
