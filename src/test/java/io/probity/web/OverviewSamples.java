package io.probity.web;

import io.probity.history.LastDay;
import io.probity.history.LastDay.Stretch;
import io.probity.web.OverviewItem.Ending;
import io.probity.web.OverviewItem.Handled;
import io.probity.web.OverviewPage.Board;
import io.probity.web.OverviewPage.Counts;
import io.probity.web.OverviewPage.Failing;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The overview. */
final class OverviewSamples {
  private static final Instant NOW = Gallery.NOW;
  private static final OverviewChoice ALL = choice(List.of(), List.of(), "");
  private static final Counts COUNTS =
      new Counts(
          248,
          Map.of("down", 3, "degraded", 2, "unknown", 1, "maintenance", 4, "up", 236, "paused", 2),
          List.of(new Failing("connect.refused", 1), new Failing("tls.certificate_expired", 2)));
  private static final List<String> LABELS = List.of("env:prod", "team:payments");

  private OverviewSamples() {}

  static void add(Templates templates, Map<String, String> pages) {
    pages.put("overview", templates.render("overview", frame(Gallery.ADMIN), usual()));
    pages.put("overview-viewer", templates.render("overview", frame(Gallery.VIEWER), calm()));
    pages.put("overview-welcome", templates.render("overview", frame(Gallery.ADMIN), nothing(ALL)));
    pages.put(
        "overview-welcome-viewer",
        templates.render("overview", frame(Gallery.VIEWER), nothing(ALL)));
    pages.put("overview-filtered", templates.render("overview", frame(Gallery.ADMIN), filtered()));
    pages.put(
        "overview-no-match",
        templates.render(
            "overview",
            frame(Gallery.ADMIN),
            nothing(choice(List.of("payments"), List.of(), "no such thing"))));
    pages.put("overview-hostile", templates.render("overview", frame(Gallery.ADMIN), hostile()));
  }

  private static Frame frame(Viewer viewer) {
    return Frame.of("Overview", "overview", viewer)
        .styled("overview.css")
        .scripted("overview.js")
        .live("?types=state");
  }

  private static OverviewChoice choice(List<String> labels, List<String> states, String text) {
    return OverviewChoice.of(labels, states, text, "");
  }

  private static OverviewPage usual() {
    OverviewItem refused =
        item(
            "Orders API",
            "orders-api",
            "https://orders.example.com/health",
            "down",
            Cause.of("connect.refused", "203.0.113.7:443 and [2001:db8::7]:443 refused."),
            Duration.ofMinutes(3),
            new Handled(new UUID(1, 1), null, null));
    OverviewItem expired =
        item(
            "Customer portal of the northern region, new check-out with single sign-on",
            null,
            "https://portal-north.customers.internal.example.com/checkout/v2/health?token=***",
            "down",
            Cause.of(
                "tls.certificate_expired",
                "The certificate CN=portal-north.customers.internal.example.com ended at 2026-11-22T04:00:00Z, 7 h 20 min ago."),
            Duration.ofHours(7),
            new Handled(new UUID(1, 2), "maria", Moment.of(NOW.plus(Duration.ofHours(2)), NOW)));
    OverviewItem slow =
        item(
            "Search",
            "search",
            "https://search.example.com/",
            "degraded",
            Cause.of("assertion.latency", "1,204 ms, wanted below 800 ms."),
            Duration.ofMinutes(41),
            null);
    List<OverviewItem> items = new ArrayList<>(List.of(refused, expired, slow));
    items.add(plain("Billing", "unknown"));
    items.add(plain("Nightly export", "maintenance"));
    items.add(plain("Accounts", "up"));
    items.add(plain("Blog", "up"));
    items.add(plain("Old shop", "paused"));
    return new OverviewPage(
        "https://probity.example.com",
        ALL,
        List.of(
            new MonitorNotice(
                "down",
                "The monitor on probe-2 cannot judge",
                "None of its references answers. What fails meanwhile counts as unknown.",
                Moment.of(NOW.minusSeconds(95), NOW),
                null,
                null),
            new MonitorNotice(
                "degraded",
                "Channel pager does not get its messages",
                "4 were given up within 24 hours.",
                null,
                "/channels/x",
                "Open the channel")),
        COUNTS,
        new Board(
            List.of(refused, expired),
            List.of(slow),
            List.of(slow, plain("Reports", "up"), plain("Accounts", "up")),
            List.of(
                ending(expired, Duration.ofHours(-7)),
                ending(plain("Accounts", "up"), Duration.ofHours(30)),
                ending(plain("www.example.com, the shop", "up"), Duration.ofDays(12)))),
        items,
        ALL.href("abc"),
        false);
  }

  private static OverviewPage calm() {
    List<OverviewItem> items = new ArrayList<>();
    for (int i = 1; i <= 50; i++) {
      items.add(plain("Service " + i, "up"));
    }
    return new OverviewPage(
        "https://probity.example.com",
        ALL,
        List.of(),
        new Counts(10_000, Map.of("up", 10_000), List.of()),
        new Board(List.of(), List.of(), List.of(), List.of()),
        items,
        ALL.href("abc"),
        true);
  }

  private static OverviewPage nothing(OverviewChoice choice) {
    return new OverviewPage(
        "https://probity.example.com",
        choice,
        List.of(),
        new Counts(0, Map.of(), List.of()),
        null,
        List.of(),
        null,
        false);
  }

  private static OverviewPage filtered() {
    OverviewPage usual = usual();
    return new OverviewPage(
        usual.origin(),
        choice(LABELS, List.of("down"), "portal"),
        List.of(),
        COUNTS,
        null,
        usual.items().subList(0, 2),
        null,
        false);
  }

  private static OverviewPage hostile() {
    String evil = Gallery.HOSTILE;
    OverviewItem item =
        new OverviewItem(
            new UUID(7, 7),
            evil,
            evil,
            evil,
            "down",
            List.of(evil),
            true,
            Cause.of(evil, evil),
            Moment.of(NOW.minusSeconds(3), NOW),
            new Handled(new UUID(1, 3), evil, null),
            "3 ms",
            Ending.of(NOW, NOW),
            Strip.of(day("down")),
            null);
    return new OverviewPage(
        evil,
        OverviewChoice.of(List.of("a:" + evil, evil), List.of(), evil, evil),
        List.of(new MonitorNotice("down", evil, evil, null, "/channels", evil)),
        new Counts(1, Map.of("down", 1), List.of(new Failing(evil, 1))),
        new Board(List.of(item), List.of(item), List.of(item), List.of(item)),
        List.of(item),
        null,
        false);
  }

  private static OverviewItem plain(String name, String state) {
    return item(
        name,
        name.toLowerCase(java.util.Locale.ROOT).replace(' ', '-'),
        "https://" + name.split("[^A-Za-z.]")[0].toLowerCase(java.util.Locale.ROOT) + ".example/",
        state,
        null,
        Duration.ofDays(12),
        null);
  }

  private static OverviewItem item(
      String name,
      String key,
      String url,
      String state,
      Cause cause,
      Duration age,
      Handled incident) {
    return new OverviewItem(
        new UUID(7, name.hashCode()),
        name,
        key,
        url,
        state,
        LABELS,
        name.equals("Search"),
        cause,
        Moment.of(NOW.minus(age), NOW),
        incident,
        name.equals("Search") ? "1.20 s" : "64 ms",
        null,
        Strip.of(day(state)),
        Moment.of(NOW.minusSeconds(12), NOW));
  }

  private static OverviewItem ending(OverviewItem item, Duration left) {
    return new OverviewItem(
        item.id(),
        item.name(),
        item.key(),
        item.url(),
        item.state(),
        item.labels(),
        item.flapping(),
        item.cause(),
        item.since(),
        item.incident(),
        item.p95(),
        Ending.of(NOW.plus(left), NOW),
        null,
        null);
  }

  private static LastDay day(String state) {
    Instant from = NOW.minus(Duration.ofDays(1));
    Instant dip = from.plus(Duration.ofHours(5));
    Instant change = NOW.minus(Duration.ofHours(3));
    return new LastDay(
        from,
        NOW,
        List.of(
            new Stretch("up", from, dip),
            new Stretch("down", dip, dip.plusSeconds(180)),
            new Stretch("up", dip.plusSeconds(180), change),
            new Stretch(state, change, NOW)),
        new BigDecimal("0.997916"));
  }
}
