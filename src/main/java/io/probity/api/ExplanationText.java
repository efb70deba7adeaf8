package io.probity.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.probity.probe.FailureClass;
import io.probity.probe.Owner;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An explanation as one paragraph. Pure. */
final class ExplanationText {
  private static final int LONGEST_VALUE = 80;
  private static final String FINGERPRINT = "certificate.sha256";

  private final JsonNode shown;
  private final List<String> sentences = new ArrayList<>();

  private ExplanationText(JsonNode shown) {
    this.shown = shown;
  }

  /**
   * The paragraph.
   *
   * @param shown everything else of the answer
   * @param decided the class that the current state stands on, null: none
   * @param since start of the state, null: nothing was observed yet
   */
  static String of(
      String name,
      JsonNode shown,
      @Nullable FailureClass decided,
      @Nullable Instant since,
      Instant now) {
    ExplanationText text = new ExplanationText(shown);
    text.state(name, since, now);
    JsonNode failure = shown.path("failure");
    if (failure.isNull()) {
      text.sentences.add("No failure of it is stored.");
    } else {
      text.failure(failure, decided);
      text.check();
      text.changes();
    }
    return String.join(" ", text.sentences);
  }

  private void state(String name, @Nullable Instant since, Instant now) {
    String state = name + " is " + shown.path("state").asText();
    sentences.add(
        since == null
            ? state + "."
            : state
                + " since "
                + seconds(shown.path("since").asText())
                + " ("
                + span(since, now)
                + ").");
  }

  /** An instant without its fraction, which is in the fields beside the text. */
  private static String seconds(String instant) {
    return Instant.parse(instant).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String span(Instant since, Instant now) {
    Duration length = Duration.between(since, now);
    if (length.toDays() >= 2) {
      return length.toDays() + " days";
    }
    if (length.toHours() >= 2) {
      return length.toHours() + " hours";
    }
    return length.toMinutes() >= 2
        ? length.toMinutes() + " minutes"
        : Math.max(0, length.toSeconds()) + " seconds";
  }

  private void failure(JsonNode failure, @Nullable FailureClass decided) {
    boolean current = shown.path("current").asBoolean();
    String cls = failure.path("class").asText();
    String detail = failure.path("detail").asText();
    sentences.add(
        (current ? "It fails with " : "Its last failure was ")
            + cls
            + (detail.isEmpty() ? "." : ": " + ended(detail)));
    if (decided != null && !decided.wireName().equals(cls)) {
      sentences.add("What made it so was " + decided.wireName() + "; this is what fails now.");
    }
    sentences.add(shown.path("explanation").asText());
    Owner owner = Owner.valueOf(shown.path("owner").asText().toUpperCase(Locale.ROOT));
    sentences.add("That is most likely a matter of " + owner.words() + ".");
  }

  private static String ended(String detail) {
    return detail.endsWith(".") ? detail : detail + ".";
  }

  private void check() {
    JsonNode check = shown.path("check");
    if (check.isObject()) {
      int attempts = check.path("attempts").asInt();
      String address = check.path("address").textValue();
      boolean shared = shown.at("/failure/evidence/shared").asBoolean();
      sentences.add(
          "The newest check that failed was at "
              + seconds(check.path("at").asText())
              + " and made "
              + (shared
                  ? "no attempt of its own"
                  : attempts == 1 ? "one attempt" : attempts + " attempts")
              + (address == null ? "" : (attempts == 1 ? ", to " : ", the last one to ") + address)
              + ".");
    }
  }

  private void changes() {
    String at = shown.path("lastGood").path("at").textValue();
    if (at == null) {
      sentences.add("No good check before that is stored.");
      return;
    }
    List<String> changes = new ArrayList<>();
    for (JsonNode change : shown.path("changes")) {
      String field = change.path("field").asText();
      changes.add(
          field.equals(FINGERPRINT)
              ? field
              : field
                  + " ("
                  + value(change, "before")
                  + " before, "
                  + value(change, "now")
                  + " now)");
    }
    sentences.add(
        changes.isEmpty()
            ? "Nothing that could be compared differs from the last good check at "
                + seconds(at)
                + "."
            : "Different from the last good check at "
                + seconds(at)
                + ": "
                + String.join(", ", changes)
                + ".");
  }

  private static String value(JsonNode change, String which) {
    JsonNode value = change.path(which);
    if (value.isNull()) {
      return "none";
    }
    String text = value.asText();
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
  }
}
