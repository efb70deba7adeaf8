package io.probity.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.health.Incident;
import io.probity.history.FailedChecks;
import io.probity.history.FailedChecks.Count;
import io.probity.history.FailedChecks.Within;
import io.probity.probe.FailureClass;
import io.probity.probe.ProbeJson;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Incidents as they are answered, without their timelines. Blocks. */
@Singleton
final class IncidentViews {
  private final FailedChecks checks;
  private final InstantSource clock;

  IncidentViews(FailedChecks checks, InstantSource clock) {
    this.checks = checks;
    this.clock = clock;
  }

  /** Many incidents, with one query for the checks that are not counted yet. */
  List<ObjectNode> show(List<Incident> incidents) {
    Instant now = clock.instant();
    List<Incident> open = incidents.stream().filter(each -> each.uncounted() != null).toList();
    List<Within> uncounted = new ArrayList<>();
    for (Incident each : open) {
      Incident.Uncounted from = each.uncounted();
      if (from != null) {
        Instant until = each.closedAt() == null ? now : each.closedAt();
        uncounted.add(new Within(from.endpointId(), from.from(), until));
      }
    }
    List<Map<FailureClass, Count>> counts = checks.counts(uncounted);
    return incidents.stream()
        .map(
            each -> {
              int at = open.indexOf(each);
              return show(each, sum(each, at < 0 ? Map.of() : counts.get(at)));
            })
        .toList();
  }

  private static Map<String, Integer> sum(Incident incident, Map<FailureClass, Count> more) {
    Map<String, Integer> classes = new TreeMap<>(incident.classes());
    more.forEach((cls, count) -> classes.merge(cls.wireName(), count.checks(), Integer::sum));
    return classes;
  }

  private static ObjectNode show(Incident incident, Map<String, Integer> classes) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", incident.id().toString());
    node.put("endpoint", incident.endpoint().toString());
    node.put("openedAt", ProbeJson.instant(incident.openedAt()));
    node.put(
        "closedAt", incident.closedAt() == null ? null : ProbeJson.instant(incident.closedAt()));
    node.put("resolution", incident.resolution() == null ? null : incident.resolution().wireName());
    node.set("failure", incident.failure());
    node.put("acknowledgedBy", incident.acknowledgedBy());
    node.put(
        "mutedUntil",
        incident.mutedUntil() == null ? null : ProbeJson.instant(incident.mutedUntil()));
    ObjectNode counts = node.putObject("classes");
    classes.forEach(counts::put);
    return node;
  }
}
