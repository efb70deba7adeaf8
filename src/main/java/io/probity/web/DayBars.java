package io.probity.web;

import io.probity.status.PublicPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Days as bars side by side: one path for each state, so that many services stay small.
 *
 * @param width of the drawing in its own units
 */
public record DayBars(int width, List<Bars> bars) {
  static final int HEIGHT = 30;
  private static final int STEP = 4;
  private static final int BAR = 3;

  /**
   * All days of one state.
   *
   * @param state a class of the style sheet
   * @param path in the units of the drawing
   */
  public record Bars(String state, String path) {}

  static DayBars of(List<PublicPage.Day> days) {
    Map<String, StringBuilder> paths = new TreeMap<>();
    for (int i = 0; i < days.size(); i++) {
      paths
          .computeIfAbsent(days.get(i).state(), state -> new StringBuilder())
          .append('M')
          .append(i * STEP)
          .append(" 0h")
          .append(BAR)
          .append('v')
          .append(HEIGHT)
          .append("h-")
          .append(BAR)
          .append('z');
    }
    List<Bars> bars = new ArrayList<>();
    paths.forEach((state, path) -> bars.add(new Bars(state, path.toString())));
    return new DayBars(Math.max(1, days.size() * STEP - STEP + BAR), bars);
  }

  /** Of the drawing in its own units. */
  public int getHeight() {
    return HEIGHT;
  }
}
