package io.probity.web;

import static io.probity.web.Gallery.HOSTILE;
import static io.probity.web.Gallery.NOW;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.access.AuditEntry;
import io.probity.access.Role;
import io.probity.alert.DeliveryState;
import io.probity.alert.RecentDeliveryStore.Recent;
import io.probity.web.AuditPageResource.AuditPage;
import io.probity.web.ChannelPages.ChannelList;
import io.probity.web.ChannelPages.ChannelPage;
import io.probity.web.ChannelPages.Log;
import io.probity.web.KeysPageResource.KeysPage;
import io.probity.web.MaintenancePages.MaintenanceList;
import io.probity.web.MaintenancePages.MaintenancePage;
import io.probity.web.MaintenancePages.Occurrence;
import io.probity.web.MaintenancePages.Preview;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** Forms, and the lists of what they make. */
final class FormSamples {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final UUID ID = UUID.fromString("01935aaa-0000-7000-8000-000000000001");
  private static final String ORDERS =
      """
      {"key": "orders-api", "name": "Orders API", "url": "https://orders.example.com/health",
       "headers": {"Accept": "application/json"}, "secretHeaders": {"X-Api-Key": "***"},
       "auth": {"type": "basic", "username": "probe", "password": "***"},
       "interval": "30s", "timeouts": {"response": "4s"}, "thresholds": {"confirm": null},
       "labels": {"team": "payments", "env": "prod"},
       "assertions": [
         {"source": "status", "in": ["2xx", "304"], "severity": "down"},
         {"source": "json", "path": "$.status", "equals": "UP", "severity": "down"},
         {"source": "latency", "below": "800ms", "severity": "degraded"},
         {"source": "certificate", "validFor": null, "severity": "degraded"}]}
      """;

  private FormSamples() {}

  static ObjectNode json(String text) {
    try {
      return (ObjectNode) JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  static void add(Templates templates, Map<String, String> pages) {
    endpoints(templates, pages);
    channels(templates, pages);
    maintenance(templates, pages);
    keys(templates, pages);
    audit(templates, pages);
  }

  private static void endpoints(Templates templates, Map<String, String> pages) {
    Frame frame = NewEndpointResource.frame(Frame.of("Add endpoint", "overview", Gallery.ADMIN));
    pages.put("endpoint-new", templates.render("endpoint-form", frame, EndpointForm.blank()));
    pages.put("endpoint-edit", templates.render("endpoint-form", frame, form(json(ORDERS), null)));
    ObjectNode hostile = json(ORDERS);
    hostile.put("name", HOSTILE).put("body", HOSTILE).put("key", HOSTILE).put("url", HOSTILE);
    hostile.withObject("/labels").put(HOSTILE, HOSTILE);
    hostile.withObject("/headers").put(HOSTILE, HOSTILE);
    hostile.withObject("/secretHeaders").put(HOSTILE, "***");
    hostile.withArray("/assertions").addObject().put("source", "body").put("contains", HOSTILE);
    pages.put(
        "endpoint-edit-hostile", templates.render("endpoint-form", frame, form(hostile, HOSTILE)));
  }

  private static EndpointForm form(ObjectNode document, String owner) {
    return new EndpointForm(
        ID.toString(),
        document.path("name").asText(),
        new FormDocument(document, 3, owner != null),
        owner,
        document.at("/auth/type").asText("none"),
        AssertionRow.of(document.path("assertions")));
  }

  private static ChannelRow channel(String name, boolean enabled, Recent recent, String owner) {
    return new ChannelRow(
        ID.toString(),
        name,
        "https://hooks.example.com",
        "slack",
        name.equals(HOSTILE) ? List.of(HOSTILE, "env:prod") : List.of("team:payments"),
        enabled,
        recent,
        owner);
  }

  private static void channels(Templates templates, Map<String, String> pages) {
    Frame list = Frame.of("Channels", "channels", Gallery.ADMIN).styled("forms.css");
    Frame viewers = Frame.of("Channels", "channels", Gallery.VIEWER).styled("forms.css");
    pages.put(
        "channels-empty", templates.render("channels", list, new ChannelList(List.of(), null)));
    pages.put(
        "channels",
        templates.render(
            "channels",
            list,
            new ChannelList(
                List.of(
                    channel("On call", true, new Recent(0, 0, 212, false), null),
                    channel("Slack #payments", true, new Recent(3, 12, 80, false), "git"),
                    channel("Old Alertmanager", false, new Recent(0, 4, 9, true), null),
                    channel("Silent", false, Recent.NOTHING, null),
                    channel("New one", true, Recent.NOTHING, null)),
                42L)));
    pages.put(
        "channels-hostile",
        templates.render(
            "channels",
            viewers,
            new ChannelList(List.of(channel(HOSTILE, true, Recent.NOTHING, HOSTILE)), null)));
    Frame one = list.scripted("form.js", "channel.js");
    pages.put("channel-new", templates.render("channel", one, ChannelPages.blank()));
    ObjectNode document =
        json(
            """
            {"name": "Slack #payments", "url": "https://hooks.example.com/services/T0/B0/xyz",
             "format": "template", "template": "{summary}", "headers": {"X-Team": "payments"},
             "secretHeaders": {"Authorization": "***"}, "events": ["endpoint.down", "endpoint.up"],
             "match": {"labels": {"team": "payments"}}, "grouping": null, "enabled": true}
            """);
    pages.put(
        "channel", templates.render("channel", one, channelPage(document, "Slack #payments", "")));
    ObjectNode hostile = document.deepCopy();
    hostile.put("name", HOSTILE).put("url", HOSTILE).put("template", HOSTILE);
    pages.put(
        "channel-hostile",
        templates.render(
            "channel",
            Frame.of(HOSTILE, "channels", Gallery.VIEWER).styled("forms.css"),
            channelPage(hostile, HOSTILE, HOSTILE)));
  }

  private static ChannelPage channelPage(ObjectNode document, String name, String text) {
    List<DeliveryRow> rows =
        IntStream.range(0, 8).mapToObj(each -> delivery(each, name, text)).toList();
    return new ChannelPage(
        channel(name, true, new Recent(2, 3, 20, false), text.isEmpty() ? null : text),
        new FormDocument(document, 4, !text.isEmpty()),
        ChannelPages.EVENTS,
        new Log(rows, "", 17L));
  }

  private static DeliveryRow delivery(int index, String name, String text) {
    DeliveryState state = DeliveryState.values()[index % 3];
    return new DeliveryRow(
        new UUID(1, index).toString(),
        index % 2 == 0 ? "endpoint.down" : "endpoint.up",
        ID.toString(),
        name.equals(HOSTILE) ? HOSTILE : "Orders API",
        state,
        index + 1,
        Moment.of(NOW.minusSeconds(600L * index), NOW),
        state == DeliveryState.PENDING ? Moment.of(NOW.plusSeconds(40), NOW) : null,
        state == DeliveryState.PENDING ? null : Moment.of(NOW.minusSeconds(60), NOW),
        state == DeliveryState.DELIVERED ? 204 : 503,
        text.isEmpty() ? "upstream connect error" : text,
        state == DeliveryState.DELIVERED ? null : "The receiver answered 503. " + text);
  }

  private static void maintenance(Templates templates, Map<String, String> pages) {
    Frame list = Frame.of("Maintenance", "maintenance", Gallery.ADMIN).styled("forms.css");
    pages.put(
        "maintenance-empty",
        templates.render("maintenance-list", list, new MaintenanceList(List.of(), false)));
    pages.put(
        "maintenance-list",
        templates.render(
            "maintenance-list",
            list,
            new MaintenanceList(
                List.of(
                    window("Database upgrade", null, "now", -600),
                    window("Nightly backup", "30 2 * * *", "next", 30_000),
                    window(HOSTILE, null, "past", -90_000)),
                true)));
    Frame one = list.scripted("form.js", "maintenance.js");
    pages.put("maintenance-new", templates.render("maintenance", one, MaintenancePages.blank()));
    List<Occurrence> times =
        IntStream.range(0, 5)
            .mapToObj(each -> NOW.plus(Duration.ofHours(5 + 24L * each)))
            .map(
                from ->
                    new Occurrence(
                        Moment.of(from, NOW), Moment.of(from.plusSeconds(5400), NOW), "1 h 30 min"))
            .toList();
    ObjectNode document =
        json(
            """
            {"name": "Nightly backup", "match": {"endpoints": []}, "cron": "30 2 * * *",
             "duration": "90m", "zone": "Europe/Berlin"}
            """);
    pages.put(
        "maintenance",
        templates.render(
            "maintenance",
            one,
            new MaintenancePage(
                ID.toString(),
                "Nightly backup",
                new FormDocument(document, 2, false),
                true,
                List.of(new FormDocument.Pair(ID.toString(), "Orders API")),
                new Preview(times, null),
                null)));
    ObjectNode hostile = document.deepCopy();
    hostile.put("name", HOSTILE).put("cron", HOSTILE).put("zone", HOSTILE);
    pages.put(
        "maintenance-hostile",
        templates.render(
            "maintenance",
            one,
            new MaintenancePage(
                ID.toString(),
                HOSTILE,
                new FormDocument(hostile, 2, true),
                true,
                List.of(new FormDocument.Pair(ID.toString(), HOSTILE)),
                new Preview(List.of(), HOSTILE),
                HOSTILE)));
    pages.put(
        "maintenance-preview",
        templates.render(
            "maintenance-preview",
            Frame.of("Preview", "", Gallery.ADMIN),
            new Preview(times, null)));
  }

  private static MaintenanceRow window(String name, String cron, String phase, long offset) {
    Instant from = NOW.plusSeconds(offset);
    return new MaintenanceRow(
        ID.toString(),
        name,
        name.equals(HOSTILE) ? List.of(HOSTILE) : List.of("team:payments", "env:prod"),
        cron == null ? 0 : 3,
        cron,
        "90m",
        "Europe/Berlin",
        phase,
        Moment.of(from, NOW),
        Moment.of(from.plusSeconds(5_400), NOW),
        from,
        name.equals(HOSTILE) ? HOSTILE : null);
  }

  private static void keys(Templates templates, Map<String, String> pages) {
    Frame frame = Frame.of("Keys", "keys", Gallery.ADMIN).styled("forms.css").scripted("form.js");
    pages.put(
        "keys",
        templates.render(
            "keys",
            frame,
            new KeysPage(
                List.of(
                    key("admin", Role.ADMIN, List.of(), -60, 0, true),
                    key(
                        "deploy pipeline",
                        Role.EDITOR,
                        List.of("team:payments"),
                        -7_200,
                        90_000,
                        false),
                    key("wallboard", Role.VIEWER, List.of(), 0, -5_000, false),
                    key(HOSTILE, Role.VIEWER, List.of(HOSTILE), -90_000, 0, false)),
                ID.toString(),
                FormDocument.blank(json("{\"labels\": {\"team\": \"payments\"}}")))));
  }

  private static KeyRow key(
      String name, Role role, List<String> labels, long used, long expires, boolean own) {
    return new KeyRow(
        UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString(),
        name,
        "pk_7Qm2xA",
        role.wireName(),
        labels,
        Moment.of(NOW.minusSeconds(900_000), NOW),
        used == 0 ? null : Moment.of(NOW.plusSeconds(used), NOW),
        expires == 0 ? null : Moment.of(NOW.plusSeconds(expires), NOW),
        expires < 0,
        own);
  }

  private static void audit(Templates templates, Map<String, String> pages) {
    Frame frame = Frame.of("Audit", "audit", Gallery.ADMIN).styled("forms.css");
    AuditQuery any = new AuditQuery("", "", "", "", "", "");
    pages.put(
        "audit-empty",
        templates.render(
            "audit",
            frame,
            new AuditPage(
                List.of(),
                new AuditQuery("key", HOSTILE, HOSTILE, HOSTILE, HOSTILE, ""),
                AuditQuery.KINDS,
                null)));
    pages.put(
        "audit",
        templates.render(
            "audit",
            frame,
            new AuditPage(
                List.of(
                    entry(
                        1,
                        "ops",
                        "patchEndpoint",
                        "endpoint",
                        "[{\"pointer\": \"/interval\", \"before\": \"60s\", \"after\": \"30s\"}, {\"pointer\": \"/secretHeaders/X-Api-Key\", \"before\": \"***\", \"after\": \"***\"}]"),
                    entry(
                        2,
                        "deploy pipeline",
                        "createChannel",
                        "channel",
                        "[{\"pointer\": \"/name\", \"before\": null, \"after\": \"Slack\"}, {\"pointer\": \"/url\", \"before\": null, \"after\": \"https://hooks.example.com\"}, {\"pointer\": \"/format\", \"before\": null, \"after\": \"slack\"}, {\"pointer\": \"/enabled\", \"before\": null, \"after\": true}]"),
                    entry(3, "ops", "beginSession", "session", "[]"),
                    entry(
                        4,
                        "ops",
                        "revokeKey",
                        "key",
                        "[{\"pointer\": \"/name\", \"before\": \"wallboard\", \"after\": null}]"),
                    hostileEntry()),
                any,
                AuditQuery.KINDS,
                any.link(ID))));
  }

  private static AuditRow entry(
      int index, String actor, String operation, String kind, String changes) {
    return row(index, actor, operation, kind, "{\"changes\": " + changes + "}");
  }

  private static AuditRow hostileEntry() {
    ObjectNode changes = JSON.createObjectNode();
    changes
        .putArray("changes")
        .addObject()
        .put("pointer", "/name")
        .put("before", HOSTILE)
        .put("after", HOSTILE + HOSTILE);
    return row(9, HOSTILE, HOSTILE, HOSTILE, changes.toString());
  }

  private static AuditRow row(
      int index, String actor, String operation, String kind, String changes) {
    return AuditRow.of(
        new AuditEntry(
            new UUID(7, index),
            NOW.minusSeconds(500L * index),
            ID,
            actor,
            "203.0.113.7",
            operation,
            kind,
            new UUID(8, index),
            json(changes).path("changes")),
        Map.of(new UUID(8, 1), "Orders API"),
        NOW);
  }
}
