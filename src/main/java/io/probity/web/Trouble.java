package io.probity.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.probity.probe.Owner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with an endpoint, and what to do to see it oneself.
 *
 * @param state the colour it is shown in
 * @param since when the endpoint's state began, null: nothing was observed yet
 * @param lastAt the newest check that failed, null: it is not stored any more
 * @param lastGood the last check before it that passed in full, null: none is stored
 * @param summary all of it in one paragraph
 */
public record Trouble(
    String state,
    String cls,
    String detail,
    String explanation,
    String owner,
    @Nullable Moment since,
    @Nullable Moment lastAt,
    @Nullable String address,
    @Nullable String incidentId,
    List<Fact> evidence,
    @Nullable Moment lastGood,
    List<Difference> differences,
    List<Repetition> commands,
    String summary) {
  /** What was and what is now. */
  public record Difference(String field, String before, String now) {}

  /** A command with what it is good for. */
  public record Repetition(String id, String purpose, String command) {}

  /**
   * The trouble that an explanation tells of; null: it tells of none.
   *
   * @param explained the API's answer
   */
  static @Nullable Trouble of(JsonNode explained, String state, Instant now) {
    JsonNode failure = explained.path("failure");
    if (!failure.isObject()) {
      return null;
    }
    return new Trouble(
        state,
        failure.path("class").asText(),
        failure.path("detail").asText(),
        explained.path("explanation").asText(),
        Owner.valueOf(explained.path("owner").asText().toUpperCase(Locale.ROOT)).words(),
        moment(explained.path("since"), now),
        moment(explained.at("/check/at"), now),
        explained.at("/check/address").textValue(),
        explained.path("incidentId").textValue(),
        Evidence.of(failure.path("evidence")),
        moment(explained.at("/lastGood/at"), now),
        differences(explained.path("changes")),
        commands(explained.path("reproduce")),
        explained.path("summary").asText());
  }

  private static @Nullable Moment moment(JsonNode instant, Instant now) {
    return instant.isTextual() ? Moment.of(Instant.parse(instant.asText()), now) : null;
  }

  private static List<Difference> differences(JsonNode changes) {
    List<Difference> differences = new ArrayList<>();
    for (JsonNode each : changes) {
      differences.add(
          new Difference(
              each.path("field").asText().replaceFirst("^headers[.]", "header "),
              value(each.path("before")),
              value(each.path("now"))));
    }
    return differences;
  }

  private static String value(JsonNode value) {
    return value.isNull() ? "none" : value.asText();
  }

  private static List<Repetition> commands(JsonNode reproduce) {
    List<Repetition> commands = new ArrayList<>();
    for (JsonNode each : reproduce) {
      commands.add(
          new Repetition(
              "command-" + (commands.size() + 1),
              each.path("purpose").asText(),
              each.path("command").asText()));
    }
    return commands;
  }
}
