package io.probity.web;

import io.probity.status.PublicPage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Public status pages. */
final class StatusSamples {
  private StatusSamples() {}

  static void add(Templates templates, Map<String, String> pages) {
    put(templates, pages, "status", shop());
    put(templates, pages, "status-up", up());
    put(templates, pages, "status-empty", empty());
    put(templates, pages, "status-hostile", hostile());
  }

  private static void put(
      Templates templates, Map<String, String> pages, String name, PublicPage page) {
    pages.put(name, templates.render("status", StatusAnswers.frame(page), StatusView.of(page)));
  }

  private static PublicPage shop() {
    return new PublicPage(
        "Shop status",
        "The services behind shop.example. Questions: call the desk.",
        "down",
        "1 of 6 services is down",
        List.of(
            new PublicPage.Group(
                "Checkout",
                List.of(
                    service("Cart", "up", "0.9995", 12),
                    service("Payments with cards and vouchers", "down", "0.98213", 7),
                    service("Orders", "degraded", "1", -1))),
            new PublicPage.Group(
                "Search",
                List.of(
                    service("Suggestions", "maintenance", "0.9", 3),
                    service("Index", "paused", null, -1))),
            new PublicPage.Group(null, List.of(service("Newsletter", "unknown", null, -1)))),
        3,
        List.of(
            trouble("Payments with cards and vouchers", 25, null),
            trouble("Cart", 60 * 24 * 3, Duration.ofMinutes(12)),
            trouble("Suggestions", 60 * 24 * 9, Duration.ofMinutes(140))),
        List.of(
            planned("Move of the search index", -20, 60), planned("New database", 60 * 24 * 4, 90)),
        Gallery.NOW);
  }

  private static PublicPage up() {
    List<PublicPage.Service> services = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      services.add(service("Service " + i, "up", "1", i % 5 == 0 ? i : -1));
    }
    return new PublicPage(
        "Platform",
        null,
        "up",
        "All services are up",
        List.of(new PublicPage.Group(null, services)),
        0,
        List.of(),
        List.of(),
        Gallery.NOW);
  }

  private static PublicPage empty() {
    return new PublicPage(
        "Nothing yet",
        null,
        "unknown",
        "Nothing is monitored here",
        List.of(),
        0,
        List.of(),
        List.of(),
        Gallery.NOW);
  }

  private static PublicPage hostile() {
    return new PublicPage(
        Gallery.HOSTILE,
        Gallery.HOSTILE.repeat(5),
        "down",
        "The service is down",
        List.of(
            new PublicPage.Group(
                Gallery.HOSTILE,
                List.of(service(Gallery.HOSTILE + "x".repeat(200), "down", "0", 1)))),
        0,
        List.of(trouble(Gallery.HOSTILE + "y".repeat(200), 10, null)),
        List.of(planned(Gallery.HOSTILE + "z".repeat(200), 10, 10)),
        Gallery.NOW);
  }

  private static PublicPage.Service service(String name, String state, String uptime, int bad) {
    List<PublicPage.Day> days = new ArrayList<>();
    LocalDate today = LocalDate.ofInstant(Gallery.NOW, ZoneOffset.UTC);
    for (int i = 89; i >= 0; i--) {
      boolean down = bad > 0 && i % (bad * 4) == bad || i == 0 && state.equals("down");
      String kind =
          uptime == null || i > 80
              ? "unknown"
              : down
                  ? "down"
                  : i % 31 == 9 ? "degraded" : i == 40 ? "maintenance" : i == 0 ? state : "up";
      days.add(
          new PublicPage.Day(
              today.minusDays(i), kind, down ? Duration.ofMinutes(12 + i) : Duration.ZERO));
    }
    return new PublicPage.Service(
        name, state, uptime == null ? null : new BigDecimal(uptime), days);
  }

  private static PublicPage.Trouble trouble(String service, int minutesAgo, Duration lasted) {
    var from = Gallery.NOW.minus(Duration.ofMinutes(minutesAgo));
    return new PublicPage.Trouble(
        service,
        from,
        lasted == null ? null : from.plus(lasted),
        "It did not answer in time or in full.");
  }

  private static PublicPage.Planned planned(String name, int inMinutes, int minutes) {
    var from = Gallery.NOW.plus(Duration.ofMinutes(inMinutes));
    return new PublicPage.Planned(name, from, from.plus(Duration.ofMinutes(minutes)));
  }
}
