package io.probity.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.ProbeJson;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplanationTextTest {
  private static final Instant SINCE = Instant.parse("2026-11-22T10:00:00Z");

  @Test
  void tellsWhatSinceWhenHowOftenAndWhatIsDifferent() {
    ObjectNode shown = down();
    shown.withArray("changes").add(change("status", "200", "503"));
    shown.withArray("changes").add(change("certificate.sha256", "00", "ff"));
    shown.withArray("changes").add(change("headers.via", "x".repeat(200), null));
    assertThat(text(shown, FailureClass.STATUS_5XX, Duration.ofMinutes(14)))
        .isEqualTo(
            "Orders is down since 2026-11-22T10:00:00Z (14 minutes). It fails with"
                + " status.5xx: The status is 503. It broke. That is most likely a matter of the"
                + " target. The newest check that failed was at 2026-11-22T10:14:00Z and"
                + " made 3 attempts, the last one to 203.0.113.7. Different from the last good"
                + " check at 2026-11-22T09:59:00Z: status (200 before, 503 now),"
                + " certificate.sha256, headers.via ("
                + "x".repeat(80)
                + "… before, none now).");
  }

  @Test
  void saysThatSomethingElseFailsNowThanWhatMadeItSo() {
    assertThat(text(down(), FailureClass.CONNECT_TIMEOUT, Duration.ofHours(3)))
        .contains("(3 hours)")
        .contains("What made it so was connect.timeout; this is what fails now.")
        .contains("Nothing that could be compared differs from the last good check at");
    assertThat(text(down(), FailureClass.STATUS_5XX, Duration.ofDays(4)))
        .contains("(4 days)")
        .doesNotContain("What made it so");
  }

  @Test
  void aSingleAttemptIsNotCalledTheLast() {
    ObjectNode shown = down();
    shown.withObject("check").put("attempts", 1);
    assertThat(text(shown, FailureClass.STATUS_5XX, Duration.ofMinutes(14)))
        .contains("and made one attempt, to 203.0.113.7.");
  }

  @Test
  void saysThatNothingHasFailed() {
    ObjectNode shown = JsonNodeFactory.instance.objectNode().put("state", "unknown");
    shown.putNull("failure");
    assertThat(ExplanationText.of("Orders", shown, null, null, SINCE))
        .isEqualTo("Orders is unknown. No failure of it is stored.");
  }

  @Test
  void aSharedVerdictTookNoAttempt() {
    ObjectNode shown = down();
    shown.set(
        "failure",
        ProbeJson.failure(
            new Failure(FailureClass.CONNECT_TIMEOUT, "Nobody", Map.of("shared", true))));
    shown.withObject("/check").put("attempts", 1).putNull("address");
    assertThat(text(shown, FailureClass.CONNECT_TIMEOUT, Duration.ofHours(3)))
        .contains("T10:14:00Z and made no attempt of its own.");
  }

  @Test
  void saysWhatIsNotKnown() {
    ObjectNode shown = down();
    shown.put("current", false).putNull("check").putNull("lastGood");
    assertThat(text(shown, FailureClass.STATUS_5XX, Duration.ofSeconds(5)))
        .contains("(5 seconds)", "Its last failure was status.5xx", "No good check before that")
        .doesNotContain("The newest check");
  }

  private static String text(ObjectNode shown, FailureClass decided, Duration length) {
    return ExplanationText.of("Orders", shown, decided, SINCE, SINCE.plus(length));
  }

  private static ObjectNode down() {
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    shown.put("state", "down").put("since", ProbeJson.instant(SINCE)).put("current", true);
    shown.set(
        "failure", ProbeJson.failure(Failure.of(FailureClass.STATUS_5XX, "The status is 503")));
    shown.put("explanation", "It broke.").put("owner", "target");
    shown
        .putObject("check")
        .put("at", ProbeJson.instant(SINCE.plusSeconds(840)))
        .put("attempts", 3)
        .put("address", "203.0.113.7");
    shown.putObject("lastGood").put("at", ProbeJson.instant(SINCE.minusSeconds(60)));
    shown.putArray("changes");
    return shown;
  }

  private static ObjectNode change(String field, String before, String now) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("field", field)
        .put("before", before)
        .put("now", now);
  }
}
