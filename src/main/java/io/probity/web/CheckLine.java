package io.probity.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.probity.probe.CheckSummary;
import io.probity.probe.Failure;
import io.probity.probe.ProbeJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A check in the list of its endpoint.
 *
 * @param id unlike that of any other check of the endpoint
 * @param result the status, or the class of what is wrong
 * @param detail why it is not up, null: it is
 * @param facts what else is known of it
 */
public record CheckLine(
    String id,
    Moment at,
    String verdict,
    String result,
    @Nullable String detail,
    String total,
    String connection,
    int attempts,
    String trigger,
    List<Fact> facts,
    List<Fact> evidence,
    Waterfall waterfall) {

  /**
   * A line.
   *
   * @param trace its attempts in ProbeJson's form, null: they are not stored
   */
  static CheckLine of(CheckSummary check, @Nullable ArrayNode trace, Instant now) {
    Failure failure = check.failure();
    List<Tried> tried = Tried.of(check, trace);
    return new CheckLine(
        "check-" + check.at().toEpochMilli() + "-" + check.at().getNano() % 1_000_000 / 1_000,
        Moment.of(check.at(), now),
        check.verdict().wireName(),
        failure != null
            ? failure.cls().wireName()
            : check.status() == null ? EndpointWords.NONE : check.status().toString(),
        failure == null ? null : failure.detail(),
        EndpointWords.micros(check.timings().totalUs()),
        Waterfall.connection(tried.get(tried.size() - 1).reused()),
        check.attempts(),
        check.trigger().wireName(),
        facts(check),
        failure == null ? List.of() : Evidence.of(ProbeJson.failure(failure).path("evidence")),
        Waterfall.of(tried, now));
  }

  private static List<Fact> facts(CheckSummary check) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("At", ProbeJson.instant(check.at())));
    if (check.status() != null) {
      String version = check.version() == null ? "" : ", HTTP/" + check.version().wireName();
      facts.add(new Fact("Status", check.status() + version));
      facts.add(new Fact("Body", EndpointWords.bytes(check.bytes())));
    }
    if (check.address() != null) {
      facts.add(new Fact("Address", check.address()));
    }
    facts.add(new Fact("Started late by", EndpointWords.micros(check.lagUs())));
    return facts;
  }
}
