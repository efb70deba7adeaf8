package io.probity.product;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** CPU microseconds per check as horizontal bars, each with the mark of its goal. */
final class CostPlot {
  private static final int LABELS = 250;
  private static final int BARS = 520;
  private static final int VALUES = 70;
  private static final int LINE = 26;
  private static final int TOP = 46;
  private static final String HEAD =
      """
      <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" font-family="DejaVu Sans,Verdana,sans-serif" font-size="12">
      <title>CPU microseconds per check</title>
      <rect width="%1$d" height="%2$d" fill="#fff"/>
      <text x="8" y="18" font-size="14" font-weight="bold">CPU µs per check, JVM and PostgreSQL together</text>
      <text x="8" y="36" font-size="10" fill="#666">%3$s. Dark line: the goal. Grey: others.</text>
      """;
  private static final String BAR =
      """
      <text x="%d" y="%d" text-anchor="end">%s</text>
      <rect x="%d" y="%d" width="%.1f" height="16" fill="%s"/>
      <text x="%.1f" y="%d">%,.0f</text>
      """;
  private static final String MARK =
      "<rect x=\"%.1f\" y=\"%d\" width=\"2\" height=\"22\" fill=\"#222\"/>\n";

  private final List<Bar> bars = new ArrayList<>();

  /**
   * One of them.
   *
   * @param goal 0: none
   * @param isPeer whether it is somebody else's
   */
  record Bar(String name, double micros, double goal, boolean isPeer) {}

  void add(Bar bar) {
    bars.add(bar);
  }

  /** An SVG document. */
  String draw(String machine) {
    double widest =
        bars.stream().mapToDouble(each -> Math.max(each.micros(), each.goal())).max().orElse(1);
    StringBuilder drawing = new StringBuilder();
    drawing.append(
        HEAD.formatted(
            LABELS + BARS + VALUES, TOP + LINE * bars.size() + LINE / 2, escaped(machine)));
    for (int i = 0; i < bars.size(); i++) {
      draw(bars.get(i), TOP + LINE * i, BARS / widest, drawing);
    }
    return drawing.append("</svg>\n").toString();
  }

  private static void draw(Bar bar, int top, double scale, StringBuilder drawing) {
    double width = bar.micros() * scale;
    drawing.append(
        String.format(
            Locale.ROOT,
            BAR,
            LABELS - 8,
            top + 16,
            escaped(bar.name()),
            LABELS,
            top + 4,
            width,
            bar.isPeer() ? "#999" : "#2b7bba",
            LABELS + width + 6,
            top + 16,
            bar.micros()));
    if (bar.goal() > 0) {
      drawing.append(String.format(Locale.ROOT, MARK, LABELS + bar.goal() * scale, top + 1));
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }
}
