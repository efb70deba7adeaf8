package io.probity.web;

import io.probity.web.IncidentPage.Entry;
import io.probity.web.IncidentPage.Seen;
import io.probity.web.IncidentPage.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The pages of incidents. */
final class IncidentSamples {
  private static final Instant NOW = Gallery.NOW;
  private static final UUID ID = new UUID(1, 1);
  private static final Cause REFUSED =
      Cause.of("connect.refused", "203.0.113.7:443 and [2001:db8::7]:443 refused the connection.");
  private static final Cause EXPIRED =
      Cause.of("tls.certificate_expired", "The certificate ended 7 h ago.");

  private IncidentSamples() {}

  static void add(Templates templates, Map<String, String> pages) {
    Frame list = Frame.of("Incidents", "incidents", Gallery.ADMIN).styled("incidents.css").live("");
    pages.put("incidents", templates.render("incidents", list, list("", usual(), null)));
    pages.put(
        "incidents-empty", templates.render("incidents", list, list("open", List.of(), null)));
    pages.put("incidents-many", templates.render("incidents", list, list("", many(), ID)));
    pages.put(
        "incidents-hostile",
        templates.render("incidents", list, list("", List.of(item(Gallery.HOSTILE, true)), null)));
    pages.put("incident", templates.render("incident", frame(Gallery.ADMIN), open()));
    pages.put("incident-viewer", templates.render("incident", frame(Gallery.VIEWER), open()));
    pages.put("incident-closed", templates.render("incident", frame(Gallery.ADMIN), closed()));
    pages.put("incident-hostile", templates.render("incident", frame(Gallery.ADMIN), hostile()));
  }

  private static Frame frame(Viewer viewer) {
    return Frame.of("Incident", "incidents", viewer)
        .styled("incidents.css")
        .scripted("incident.js")
        .live("?types=state");
  }

  private static IncidentListPage list(String state, List<IncidentItem> items, UUID next) {
    return new IncidentListPage(state, null, "", items, next, next != null);
  }

  private static List<IncidentItem> usual() {
    return List.of(
        item("Orders API", true),
        item("Customer portal of the northern region, new check-out with single sign-on", false),
        item("Old shop", false));
  }

  private static List<IncidentItem> many() {
    List<IncidentItem> items = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      items.add(item("Service " + i, i < 3));
    }
    return items;
  }

  private static IncidentItem item(String name, boolean open) {
    return new IncidentItem(
        ID,
        new UUID(7, 7),
        name,
        name.equals("Old shop"),
        open,
        open ? REFUSED : EXPIRED,
        Moment.of(NOW.minus(Duration.ofMinutes(83)), NOW),
        "1 h 20 min",
        open ? null : Moment.of(NOW.minusSeconds(180), NOW),
        open ? null : "recovered",
        open ? "maria" : null,
        open ? Moment.of(NOW.plus(Duration.ofHours(4)), NOW) : null);
  }

  private static IncidentItem fresh() {
    return new IncidentItem(
        ID,
        new UUID(7, 7),
        "Orders API",
        false,
        true,
        REFUSED,
        Moment.of(NOW.minusSeconds(200), NOW),
        "3 min 20 s",
        null,
        null,
        null,
        null);
  }

  private static IncidentPage open() {
    return new IncidentPage(
        fresh(),
        List.of(
            new Fact("Addresses", "203.0.113.7, 2001:db8::7"),
            new Fact("Port", "443"),
            new Fact("DNS servers", "192.0.2.53")),
        List.of(new Seen(REFUSED, 12), new Seen(EXPIRED, 2)),
        List.of(
            entry("muted", "until 2026-11-22T12:00:00Z by maria"),
            entry("opened", REFUSED.detail())),
        List.of(
            told("pager", "up", "delivered, answer 204"),
            told(
                "On-call chat of the payments team",
                "down",
                "given up, 8 attempts: 500 Internal Server Error"),
            told("wallboard", "unknown", "on its way")));
  }

  private static IncidentPage closed() {
    return new IncidentPage(
        item("Customer portal", false),
        List.of(),
        List.of(),
        List.of(entry("closed", "recovered")),
        List.of());
  }

  private static IncidentPage hostile() {
    String evil = Gallery.HOSTILE;
    IncidentItem item =
        new IncidentItem(
            ID,
            ID,
            evil,
            false,
            false,
            Cause.of(evil, evil),
            Moment.of(NOW, NOW),
            evil,
            null,
            evil,
            evil,
            null);
    return new IncidentPage(
        item,
        List.of(new Fact(evil, evil)),
        List.of(new Seen(Cause.of(evil, evil), 1)),
        List.of(entry(evil, evil)),
        List.of(told(evil, "down", evil)));
  }

  private static Entry entry(String type, String detail) {
    return Entry.of(new io.probity.health.Incident.Entry(NOW.minusSeconds(90), type, detail), NOW);
  }

  private static Told told(String channel, String state, String result) {
    return new Told(
        "endpoint.down",
        Moment.of(NOW.minusSeconds(90), NOW),
        ID,
        channel,
        state,
        result,
        state.equals("unknown") ? null : Moment.of(NOW.minusSeconds(88), NOW));
  }
}
