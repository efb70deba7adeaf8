package io.probity.alert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.db.Ids;
import io.probity.endpoint.Endpoint;
import io.probity.health.AlertPolicy;
import io.probity.health.Notice;
import io.probity.health.ObservedState;
import io.probity.health.Reminder;
import io.probity.health.Transition;
import io.probity.probe.Changes;
import io.probity.probe.Observation;
import io.probity.probe.ProbeJson;
import io.probity.secret.MaskedUrl;
import io.probity.tls.CertificateFacts;
import io.probity.tls.CertificateJson;
import io.probity.tls.TlsFacts;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns changes of health into announcements. Pure. */
@Singleton
public final class EndpointEvents {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Links links;

  /** Events whose links begin with {@code probity.public-url}, where that is set. */
  @Inject
  public EndpointEvents(AlertConfig config) {
    this.links = new Links(config.publicUrl());
  }

  /**
   * An announcement.
   *
   * @param seen the check that decided it, null: none did (a pause, a deletion)
   * @param lastGood the last good check before it in Observation's form, null: none is known
   * @param at when the change was decided
   */
  public Event of(
      Endpoint endpoint,
      Notice notice,
      @Nullable Observation seen,
      @Nullable JsonNode lastGood,
      Instant at) {
    Transition change = notice.change();
    EventType type = typeOf(notice);
    ObjectNode data = data(endpoint, notice, seen);
    switch (type) {
      case ENDPOINT_UP -> {
        data.put("reason", reason(change));
        data.set("downSeconds", downSeconds(change));
      }
      case ENDPOINT_FLAPPING -> {
        data.put("stateChanges", AlertPolicy.CHANGES_THAT_BEGIN);
        data.put("windowSeconds", AlertPolicy.window(endpoint.spec().interval()).toSeconds());
      }
      default -> {
        data.set("lastGood", lastGood == null ? NODES.nullNode() : lastGood);
        data.set(
            "changes", Changes.between(lastGood, seen == null ? null : seen.json(endpoint.spec())));
      }
    }
    return new Event(Ids.uuid7(at), type, at, endpoint, data);
  }

  /** The announcement that an endpoint is still not up. */
  public Event reminder(Endpoint endpoint, Reminder reminder, Instant at) {
    ObjectNode data = NODES.objectNode();
    data.put("incidentId", reminder.incident().toString());
    data.set("endpoint", endpoint(endpoint));
    data.put("state", reminder.observed().wireName());
    data.put("since", ProbeJson.instant(reminder.openedAt()));
    data.put("downSeconds", Duration.between(reminder.openedAt(), at).toSeconds());
    data.set("failure", reminder.failure());
    ObjectNode to = data.putObject("links");
    to.put("endpoint", links.to("endpoints", endpoint.publicId()));
    to.put("incident", links.to("incidents", reminder.incident()));
    return new Event(Ids.uuid7(at), EventType.ENDPOINT_REMINDER, at, endpoint, data);
  }

  /** As what people are told it. */
  public static EventType typeOf(Notice notice) {
    Transition change = notice.change();
    if (notice.kind() == Notice.Kind.FLAPPING) {
      return EventType.ENDPOINT_FLAPPING;
    }
    if (change.resolution() != null || change.to() == ObservedState.UP) {
      return EventType.ENDPOINT_UP;
    }
    return change.to() == ObservedState.DOWN
        ? EventType.ENDPOINT_DOWN
        : EventType.ENDPOINT_DEGRADED;
  }

  private static String previousState(Notice notice) {
    Transition change = notice.change();
    if (notice.kind() == Notice.Kind.SETTLED) {
      return "flapping";
    }
    return change.isLate() ? "maintenance" : change.from().wireName();
  }

  private ObjectNode data(Endpoint endpoint, Notice notice, @Nullable Observation seen) {
    Transition change = notice.change();
    UUID incident = change.incidentId();
    ObjectNode data = NODES.objectNode();
    data.put("incidentId", incident == null ? null : incident.toString());
    data.set("endpoint", endpoint(endpoint));
    data.put("state", change.to().wireName());
    data.put("previousState", previousState(notice));
    data.put("since", ProbeJson.instant(change.since()));
    data.set(
        "failure",
        change.failure() == null ? NODES.nullNode() : ProbeJson.failure(change.failure()));
    data.set("check", seen == null ? NODES.nullNode() : ProbeJson.check(seen.check()));
    data.set("certificate", certificate(seen == null ? null : seen.tls()));
    ObjectNode to = data.putObject("links");
    to.put("endpoint", links.to("endpoints", endpoint.publicId()));
    to.put("incident", incident == null ? null : links.to("incidents", incident));
    return data;
  }

  /** An endpoint as events name it. */
  static ObjectNode endpoint(Endpoint endpoint) {
    ObjectNode node = NODES.objectNode();
    node.put("id", endpoint.publicId().toString());
    node.put("key", endpoint.spec().key());
    node.put("name", endpoint.spec().name());
    node.put("url", MaskedUrl.of(endpoint.spec().url()));
    ObjectNode labels = node.putObject("labels");
    endpoint.spec().labels().forEach(labels::put);
    return node;
  }

  private static JsonNode certificate(@Nullable TlsFacts tls) {
    if (tls == null || tls.chain().isEmpty()) {
      return NODES.nullNode();
    }
    ObjectNode node = CertificateJson.of(CertificateFacts.of(tls.chain().get(0)));
    node.put("tlsVersion", tls.protocol());
    return node;
  }

  private static String reason(Transition change) {
    return change.resolution() == null ? "recovered" : change.resolution().wireName();
  }

  private static JsonNode downSeconds(Transition change) {
    Instant began = change.previousSince();
    return change.from() == ObservedState.DOWN && began != null
        ? NODES.numberNode(Math.max(0, Duration.between(began, change.since()).toSeconds()))
        : NODES.nullNode();
  }
}
