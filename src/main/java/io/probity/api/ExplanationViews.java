package io.probity.api;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.endpoint.Endpoint;
import io.probity.health.HealthStore;
import io.probity.health.HealthView;
import io.probity.health.ObservedState;
import io.probity.health.StoredHealth;
import io.probity.history.CertificateLog;
import io.probity.history.FailedCheck;
import io.probity.history.FailedChecks;
import io.probity.history.Sighting;
import io.probity.history.SightingJson;
import io.probity.probe.Changes;
import io.probity.probe.CheckSummary;
import io.probity.probe.Explanation;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Observation;
import io.probity.probe.ProbeJson;
import io.probity.probe.Reproduction;
import io.probity.probe.Timings;
import io.probity.probe.Verdict;
import io.probity.tls.CertificateFacts;
import io.probity.tls.CertificateJson;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Explanations as they are answered, from what is stored: any replica can give them. Everything in
 * them was masked before it was stored. Blocks.
 */
@Singleton
public final class ExplanationViews {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final TypeReference<Map<String, Object>> EVIDENCE = new TypeReference<>() {};

  private final HealthStore health;
  private final FailedChecks failures;
  private final CertificateLog certificates;
  private final ObjectMapper json;
  private final InstantSource clock;

  ExplanationViews(
      HealthStore health,
      FailedChecks failures,
      CertificateLog certificates,
      ObjectMapper json,
      InstantSource clock) {
    this.health = health;
    this.failures = failures;
    this.certificates = certificates;
    this.json = json;
    this.clock = clock;
  }

  /** The current failure of an endpoint, or the last one that is stored. */
  public ObjectNode show(Endpoint endpoint) {
    List<Long> ids = List.of(endpoint.id());
    HealthView view = health.views(ids).getOrDefault(endpoint.id(), HealthView.NOTHING_YET);
    boolean current = isCurrent(endpoint, view);
    Optional<FailedCheck> failed = failures.newest(endpoint.id(), current ? view.since() : null);
    Failure decided = current ? failure(view.failure()) : null;
    Failure failure = failed.map(FailedCheck::failure).orElse(decided);

    ObjectNode shown = NODES.objectNode();
    shown.put("endpoint", endpoint.publicId().toString());
    shown.put("state", EndpointViews.state(endpoint, view));
    shown.put("since", view.since() == null ? null : ProbeJson.instant(view.since()));
    shown.put("current", current);
    shown.put("incidentId", view.incidentId() == null ? null : view.incidentId().toString());
    shown.set("failure", failure == null ? null : ProbeJson.failure(failure));
    Explanation explanation = failure == null ? null : Explanation.of(failure.cls());
    shown.put("explanation", explanation == null ? null : explanation.text());
    shown.put("owner", explanation == null ? null : explanation.owner().wireName());
    compare(shown, endpoint, failed.orElse(null));
    shown.set(
        "reproduce", commands(endpoint, failure, failed.map(FailedCheck::check).orElse(null)));
    shown.put(
        "summary",
        ExplanationText.of(
            endpoint.spec().name(),
            shown,
            decided == null ? null : decided.cls(),
            view.since(),
            clock.instant()));
    return shown;
  }

  /** Addresses and names from before the last edit may not be those of the URL any more. */
  private static ArrayNode commands(
      Endpoint endpoint, @Nullable Failure failure, @Nullable CheckSummary check) {
    ArrayNode commands = NODES.arrayNode();
    if (failure != null) {
      boolean outdated = check != null && check.at().isBefore(endpoint.updatedAt());
      Failure facts = outdated ? Failure.of(failure.cls(), failure.detail()) : failure;
      String address = outdated || check == null ? null : check.address();
      Reproduction.of(endpoint.spec(), facts, address)
          .forEach(command -> commands.add(command.json()));
    }
    return commands;
  }

  private static boolean isCurrent(Endpoint endpoint, HealthView view) {
    return !endpoint.spec().paused()
        && (view.observed() == ObservedState.DOWN || view.observed() == ObservedState.DEGRADED);
  }

  private @Nullable Failure failure(@Nullable JsonNode stored) {
    return stored == null
        ? null
        : Failure.stored(
            stored.path("class").asText(),
            stored.path("detail").asText(),
            json.convertValue(stored.path("evidence"), EVIDENCE));
  }

  private void compare(ObjectNode shown, Endpoint endpoint, @Nullable FailedCheck failed) {
    if (failed == null) {
      List.of("check", "certificate", "lastGood").forEach(shown::putNull);
      shown.putArray("changes");
      return;
    }
    Sighting presented = presented(endpoint.id(), failed);
    ObjectNode check = ProbeJson.check(failed.check());
    shown.set("check", check.deepCopy().set("attemptTrace", failed.attempts()));
    shown.set("certificate", presented == null ? null : SightingJson.of(presented));
    JsonNode lastGood = lastGood(endpoint.id(), failed.check());
    shown.set("lastGood", lastGood);
    JsonNode attempt = deciding(failed);
    ObjectNode now =
        Observation.json(
            check,
            leaf(presented),
            attempt.path("tlsVersion").textValue(),
            attempt.get("headers") instanceof ObjectNode headers ? headers : null);
    shown.set("changes", Changes.between(lastGood, now));
  }

  private static JsonNode deciding(FailedCheck failed) {
    return failed.attempts().path(failed.attempts().size() - 1);
  }

  /** What the check was shown, null: nothing, or that is not stored yet. */
  private @Nullable Sighting presented(long endpointId, FailedCheck failed) {
    FailureClass cls = failed.failure().cls();
    boolean rejected = Reproduction.sawChain(cls);
    if (!rejected && !deciding(failed).path("tlsVersion").isTextual()) {
      return null;
    }
    Sighting sighting = sighting(endpointId, failed.check().at());
    return sighting == null || rejected && sighting.problem() != cls ? null : sighting;
  }

  private @Nullable Sighting sighting(long endpointId, Instant at) {
    return certificates.past(endpointId, at.plusNanos(1_000), 1).stream().findFirst().orElse(null);
  }

  /**
   * The stored one comes with headers, but only changes of health store it: after a short failure
   * that changed nothing the history knows a newer one.
   */
  private @Nullable JsonNode lastGood(long endpointId, CheckSummary failed) {
    StoredHealth stored =
        health.load(List.of(endpointId)).getOrDefault(endpointId, StoredHealth.NONE);
    JsonNode kept = usable(stored.lastGood(), failed) ? stored.lastGood() : null;
    CheckSummary passed = failures.passedBefore(endpointId, failed.at()).orElse(null);
    if (passed == null || kept != null && !passed.at().isAfter(at(kept))) {
      return kept;
    }
    ObjectNode leaf =
        passed.timings().tlsUs() != Timings.NONE || passed.reused()
            ? leaf(sighting(endpointId, passed.at()))
            : null;
    return Observation.json(ProbeJson.check(passed), leaf, null, null);
  }

  private static boolean usable(@Nullable JsonNode lastGood, CheckSummary failed) {
    return lastGood != null
        && at(lastGood).isBefore(failed.at())
        && (failed.verdict() == Verdict.DOWN
            || lastGood.path("verdict").asText().equals(Verdict.UP.wireName()));
  }

  private static Instant at(JsonNode check) {
    return Instant.parse(check.path("at").asText());
  }

  private static @Nullable ObjectNode leaf(@Nullable Sighting sighting) {
    return sighting == null
        ? null
        : CertificateJson.of(CertificateFacts.of(sighting.chain().get(0)));
  }
}
