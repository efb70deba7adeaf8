package io.probity.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.history.Sighting;
import io.probity.history.SightingJson;
import io.probity.probe.Check;
import io.probity.probe.ProbeJson;
import java.util.Optional;

/**
 * A check that has just been made as it is answered: with each attempt, each assertion and the
 * certificate.
 */
final class TracedCheck {
  private TracedCheck() {}

  static ObjectNode of(Check check) {
    ObjectNode node = ProbeJson.check(check.summary());
    ArrayNode trace = node.putArray("attemptTrace");
    check.attempts().forEach(attempt -> trace.add(ProbeJson.attempt(attempt)));
    ArrayNode assertions = node.putArray("assertions");
    check.findings().forEach(finding -> assertions.add(ProbeJson.finding(finding)));
    node.set("certificate", lastPresented(check).map(SightingJson::of).orElse(null));
    return node;
  }

  /** The last attempt may have failed before it saw a chain; what one before it saw still helps. */
  private static Optional<Sighting> lastPresented(Check check) {
    return check.attempts().stream()
        .flatMap(attempt -> Sighting.of(attempt.startedAt(), attempt).stream())
        .reduce((earlier, later) -> later);
  }
}
