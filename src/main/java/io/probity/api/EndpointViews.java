package io.probity.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.access.Callers;
import io.probity.check.Grid;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointCodec;
import io.probity.health.HealthReader;
import io.probity.health.HealthView;
import io.probity.history.LatestChecks;
import io.probity.probe.CheckSummary;
import io.probity.probe.ProbeJson;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Endpoints as they are answered: identity, configuration, health. Blocks. */
@Singleton
public final class EndpointViews {
  private final EndpointCodec codec;
  private final HealthReader health;
  private final LatestChecks checks;
  private final InstantSource clock;
  private final Callers callers;

  EndpointViews(
      EndpointCodec codec,
      HealthReader health,
      LatestChecks checks,
      InstantSource clock,
      Callers callers) {
    this.codec = codec;
    this.health = health;
    this.checks = checks;
    this.clock = clock;
    this.callers = callers;
  }

  /** One endpoint. */
  ObjectNode show(Endpoint endpoint) {
    return show(List.of(endpoint)).get(0);
  }

  /** Many endpoints, with two queries for all of them, in full to those who may change them. */
  List<ObjectNode> show(List<Endpoint> endpoints) {
    boolean inFull = callers.mayEdit();
    List<Long> ids = endpoints.stream().map(Endpoint::id).toList();
    Map<Long, HealthView> views = ids.isEmpty() ? Map.of() : health.views(ids);
    Map<Long, CheckSummary> latest = ids.isEmpty() ? Map.of() : checks.latest(ids);
    Instant now = clock.instant();
    List<ObjectNode> shown = new ArrayList<>();
    for (Endpoint endpoint : endpoints) {
      HealthView view = views.getOrDefault(endpoint.id(), HealthView.NOTHING_YET);
      ObjectNode config = codec.show(endpoint.spec(), inFull);
      shown.add(show(endpoint, config, view, latest.get(endpoint.id()), now));
    }
    return shown;
  }

  private static ObjectNode show(
      Endpoint endpoint,
      ObjectNode config,
      HealthView view,
      @Nullable CheckSummary latest,
      Instant now) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", endpoint.publicId().toString());
    node.setAll(config);
    node.put("createdAt", ProbeJson.instant(endpoint.createdAt()));
    node.put("updatedAt", ProbeJson.instant(endpoint.updatedAt()));
    node.put("revision", endpoint.revision());
    node.set("health", health(endpoint, view, latest, now));
    return node;
  }

  /** What is paused or in maintenance says so, whatever was observed. */
  public static String state(Endpoint endpoint, HealthView view) {
    if (endpoint.spec().paused()) {
      return "paused";
    }
    return view.maintenance() ? "maintenance" : view.observed().wireName();
  }

  private static ObjectNode health(
      Endpoint endpoint, HealthView view, @Nullable CheckSummary latest, Instant now) {
    boolean paused = endpoint.spec().paused();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("state", state(endpoint, view));
    node.put("observed", view.observed().wireName());
    node.put("flapping", view.flapping());
    node.put("since", text(view.since()));
    node.put("incidentId", view.incidentId() == null ? null : view.incidentId().toString());
    node.set("lastCheck", latest == null ? null : ProbeJson.check(latest));
    node.set("failure", view.failure());
    node.put("nextCheckAt", paused ? null : ProbeJson.instant(next(endpoint, now)));
    node.put("certificateNotAfter", text(view.certificateNotAfter()));
    return node;
  }

  private static Instant next(Endpoint endpoint, Instant now) {
    return Grid.of(endpoint.publicId(), endpoint.spec().interval()).after(now);
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : ProbeJson.instant(instant);
  }
}
