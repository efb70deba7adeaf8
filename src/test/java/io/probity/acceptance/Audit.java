package io.probity.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import io.probity.db.Db;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Compares what the database says happened with what a receiver got and with the truth, and says
 * what does not fit.
 */
final class Audit {
  private static final String DOWN = "endpoint.down";
  private static final String UP = "endpoint.up";

  private final List<String> faults = new ArrayList<>();
  private final List<Told> told;
  private final List<Ledger.Entry> entries;
  private final Map<String, Integer> receptions = new HashMap<>();

  /** An event of an endpoint in the order in which it was stored, with what became of it. */
  private record Told(
      String id, String type, String endpoint, String key, String incident, Integer state) {}

  private Audit(Db db, List<Ledger.Entry> entries) {
    this.entries = entries;
    told =
        db.list(
            """
            SELECT v.id, v.type, e.public_id, e.key, v.data ->> 'incidentId', d.state
            FROM event v
            JOIN endpoint e ON e.id = v.endpoint_id
            LEFT JOIN delivery d ON d.event_id = v.id
            WHERE v.type IN ('endpoint.down', 'endpoint.up')
            ORDER BY d.id NULLS LAST, v.id
            """,
            row ->
                new Told(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getObject(6, Integer.class)));
    entries.forEach(each -> receptions.merge(each.id(), 1, Integer::sum));
  }

  /**
   * Audits a run with one channel that hears everything one by one.
   *
   * @param outages how often each key was down in truth
   * @param states key to observed state by the API; all should be up
   */
  static Audit of(Db db, Ledger ledger, Map<String, Integer> outages, Map<String, String> states) {
    Audit audit = new Audit(db, ledger.entries());
    audit.everyEventArrived();
    audit.copiesAreEqual();
    audit.orderIsKept();
    audit.everyOutageIsAnIncident(db, outages);
    audit.incidentsDoNotOverlap(db);
    audit.everyIncidentBeginsAndEndsOnce();
    outages.forEach(
        (key, count) -> audit.expect(states.get(key), "up", "state of " + key + " by the API"));
    ledger.disbelieved().forEach(each -> audit.faults.add("not believed: " + each));
    return audit;
  }

  /** What does not fit, a sentence each. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  int events() {
    return told.size();
  }

  /** Deliveries beyond the first of an event. */
  int duplicates() {
    return entries.size() - receptions.size();
  }

  /** From the making of each event to its first arrival, in milliseconds. */
  List<Long> waitMillis() {
    Set<String> seen = new HashSet<>();
    return entries.stream()
        .filter(each -> seen.add(each.id()))
        .map(each -> Duration.between(each.made(), each.at()).toMillis())
        .toList();
  }

  private void everyEventArrived() {
    Set<String> stored = new HashSet<>();
    for (Told each : told) {
      stored.add(each.id());
      if (!Objects.equals(each.state(), 1)) {
        faults.add("%s of %s is in state %s".formatted(each.type(), each.key(), each.state()));
      }
      if (!receptions.containsKey(each.id())) {
        faults.add("%s of %s (%s) never came".formatted(each.type(), each.key(), each.id()));
      }
    }
    entries.stream()
        .filter(each -> each.type().equals(DOWN) || each.type().equals(UP))
        .filter(each -> !stored.contains(each.id()))
        .forEach(each -> faults.add("came and is not stored: " + each.body()));
  }

  private void copiesAreEqual() {
    Map<String, JsonNode> first = new HashMap<>();
    for (Ledger.Entry each : entries) {
      JsonNode before = first.putIfAbsent(each.id(), each.body());
      if (before != null && !before.equals(each.body())) {
        faults.add("two bodies of " + each.id());
      }
    }
  }

  private void orderIsKept() {
    Map<String, List<String>> came = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (Ledger.Entry each : entries) {
      if ((each.type().equals(DOWN) || each.type().equals(UP)) && seen.add(each.id())) {
        came.computeIfAbsent(each.endpoint(), id -> new ArrayList<>()).add(each.id());
      }
    }
    byEndpoint()
        .forEach(
            (endpoint, events) -> {
              List<String> ids = events.stream().map(Told::id).toList();
              if (!ids.equals(came.getOrDefault(endpoint, List.of()))) {
                faults.add("order of " + events.get(0).key() + ": " + came.get(endpoint));
              }
              for (int i = 0; i < events.size(); i++) {
                String expected = i % 2 == 0 ? DOWN : UP;
                if (!events.get(i).type().equals(expected)) {
                  faults.add("event %d of %s is no %s".formatted(i, events.get(i).key(), expected));
                  break;
                }
              }
            });
  }

  private Map<String, List<Told>> byEndpoint() {
    Map<String, List<Told>> events = new LinkedHashMap<>();
    told.forEach(
        each -> events.computeIfAbsent(each.endpoint(), id -> new ArrayList<>()).add(each));
    return events;
  }

  private void everyOutageIsAnIncident(Db db, Map<String, Integer> outages) {
    Map<String, Integer> incidents = new HashMap<>();
    db.list(
        """
        SELECT e.key, count(*) FILTER (WHERE i.resolution = 0), count(*)
        FROM incident i JOIN endpoint e ON e.id = i.endpoint_id GROUP BY 1
        """,
        row -> {
          if (row.getInt(2) != row.getInt(3)) {
            faults.add("incidents of %s that did not recover".formatted(row.getString(1)));
          }
          return incidents.put(row.getString(1), row.getInt(3));
        });
    outages.forEach(
        (key, count) -> expect(incidents.getOrDefault(key, 0), count, "incidents of " + key));
  }

  private void incidentsDoNotOverlap(Db db) {
    db.list(
            """
            SELECT e.key FROM (
              SELECT endpoint_id, opened_at, closed_at,
                lag(closed_at) OVER (PARTITION BY endpoint_id ORDER BY opened_at) AS before
              FROM incident) i
            JOIN endpoint e ON e.id = i.endpoint_id
            WHERE i.closed_at < i.opened_at OR i.opened_at < i.before
            """,
            row -> row.getString(1))
        .forEach(key -> faults.add("incidents of %s overlap".formatted(key)));
  }

  private void everyIncidentBeginsAndEndsOnce() {
    Map<String, List<String>> types = new HashMap<>();
    told.forEach(
        each -> types.computeIfAbsent(each.incident(), id -> new ArrayList<>()).add(each.type()));
    types.forEach(
        (incident, seen) -> expect(seen, List.of(DOWN, UP), "events of incident " + incident));
  }

  private void expect(Object actual, Object expected, String what) {
    if (!Objects.equals(actual, expected)) {
      faults.add("%s: %s instead of %s".formatted(what, actual, expected));
    }
  }
}
