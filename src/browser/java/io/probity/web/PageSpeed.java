package io.probity.web;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.LoadState;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * How soon a browser that has nothing stored shows pages of a running program. Arguments: its
 * address with a slash at the end, a key, paths without the slash before them. Ends with 1 where a
 * page breaks a goal.
 */
final class PageSpeed {
  /**
   * Opened before, since the start of a browser's process for a site is none of the page's time.
   */
  private static final String WITHOUT_ASSETS = "/q/health/ready";

  private static final int VISITS = 5;
  private static final int LARGEST = 200 * 1024;
  private static final int SLOWEST_MILLIS = 1000;

  /** Takes down long tasks and the largest paint from the beginning on. */
  private static final String WATCH =
      """
      window.watched = { paint: 0, busy: 0 };
      new PerformanceObserver((list) => list.getEntries().forEach((each) => {
        watched.paint = each.startTime;
      })).observe({ type: 'largest-contentful-paint', buffered: true });
      new PerformanceObserver((list) => list.getEntries().forEach((each) => {
        watched.busy = Math.max(watched.busy, each.startTime + each.duration);
      })).observe({ type: 'longtask', buffered: true });
      """;

  /** Once no task was long for a while. */
  private static final String FIGURES =
      """
      async () => {
        do {
          await new Promise((done) => { setTimeout(done, 500); });
        } while (performance.now() - watched.busy < 500);
        const [page] = performance.getEntriesByType('navigation');
        const all = [page, ...performance.getEntriesByType('resource')];
        const loaded = page.domContentLoadedEventEnd;
        return {
          requests: all.length,
          bytes: all.reduce((sum, each) => sum + each.transferSize, 0),
          firstByte: page.responseStart,
          loaded,
          paint: watched.paint,
          interactive: Math.max(loaded, watched.busy),
        };
      }
      """;

  private PageSpeed() {}

  public static void main(String[] args) {
    boolean isGood = true;
    try (Chromium chromium = new Chromium()) {
      for (String path : Arrays.asList(args).subList(2, args.length)) {
        isGood &= measure(chromium, args[0] + path, args[1]);
      }
    }
    System.exit(isGood ? 0 : 1);
  }

  private static boolean measure(Chromium chromium, String url, String key) {
    List<Map<String, Number>> visits = new ArrayList<>();
    for (int i = 0; i < VISITS; i++) {
      visits.add(visit(chromium, url, key));
    }
    String name = URI.create(url).getPath().replaceAll("[0-9a-f-]{36}", "{id}") + " in a browser";
    long bytes = median(visits, "bytes");
    long interactive = median(visits, "interactive");
    System.out.printf(
        "%s, requests, transferred: %d, %.1f KiB%n",
        name, median(visits, "requests"), bytes / 1024.0);
    System.out.printf(
        "%s, first byte, content loaded, largest paint, interactive: %d, %d, %d, %d ms%n",
        name,
        median(visits, "firstByte"),
        median(visits, "loaded"),
        median(visits, "paint"),
        interactive);
    return bytes <= LARGEST && interactive <= SLOWEST_MILLIS;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Number> visit(Chromium chromium, String url, String key) {
    try (Chromium.Window window = chromium.open(1280, 900)) {
      Page page = window.page();
      page.setExtraHTTPHeaders(Map.of("Authorization", "Bearer " + key));
      page.navigate(URI.create(url).resolve(WITHOUT_ASSETS).toString());
      page.addInitScript(WATCH);
      page.navigate(url);
      page.waitForLoadState(LoadState.LOAD);
      Map<String, Number> figures = (Map<String, Number>) page.evaluate(FIGURES);
      if (!window.problems().isEmpty()) {
        throw new IllegalStateException(url + ": " + window.problems());
      }
      return figures;
    }
  }

  private static long median(List<Map<String, Number>> visits, String figure) {
    return Math.round(
        visits.stream()
            .mapToDouble(each -> each.get(figure).doubleValue())
            .sorted()
            .toArray()[VISITS / 2]);
  }
}
