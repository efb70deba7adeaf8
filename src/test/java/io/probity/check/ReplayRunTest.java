package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.alert.EventType;
import io.probity.check.ReplayStore.Period;
import io.probity.endpoint.EndpointCodec;
import io.probity.endpoint.EndpointSpec;
import io.probity.health.HealthState;
import io.probity.health.PeriodState;
import io.probity.health.Replay;
import io.probity.probe.CheckSummary;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import io.probity.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Replays of letters: u, d, g, ? are scheduled checks a minute apart, U, D, G confirming ones 5 s
 * after the one before, s is five minutes of silence, M and m, P and p begin and end maintenance
 * and a pause, x is a check by hand that failed. Of what fires the letter's place is named.
 */
class ReplayRunTest {
  private static final EndpointCodec CODEC =
      new EndpointCodec(() -> Duration.ofSeconds(1), host -> null);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration CONFIRM = Duration.ofSeconds(5);

  private final Doubts doubts = new Doubts();
  private final List<Period> periods = new ArrayList<>();
  private final List<CheckSummary> checks = new ArrayList<>();
  private final List<Instant> places = new ArrayList<>();

  private static EndpointSpec spec(String thresholds) throws Exception {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("url", "http://h.example/");
    json.set("thresholds", new ObjectMapper().readTree(thresholds.replace('\'', '"')));
    return CODEC.read(json, null);
  }

  private void write(String letters) {
    Instant at = Samples.AT;
    for (char letter : letters.toCharArray()) {
      boolean confirms = Character.isUpperCase(letter) && "UDG".indexOf(letter) >= 0;
      boolean turns = "MmPp".indexOf(letter) >= 0;
      at = at.plus(confirms ? CONFIRM : turns ? Duration.ofSeconds(1) : MINUTE);
      at = letter == 's' ? at.plus(MINUTE.multipliedBy(4)) : at;
      places.add(at);
      switch (letter) {
        case 'M' -> periods.add(new Period(at, PeriodState.MAINTENANCE));
        case 'P' -> periods.add(new Period(at, PeriodState.PAUSED));
        case 'm', 'p' -> periods.add(new Period(at, PeriodState.UNKNOWN));
        case 's' -> {}
        default -> checks.add(check(at, letter, confirms));
      }
    }
  }

  private static CheckSummary check(Instant at, char letter, boolean confirms) {
    Verdict verdict =
        Map.of('u', Verdict.UP, 'g', Verdict.DEGRADED, '?', Verdict.UNKNOWN)
            .getOrDefault(Character.toLowerCase(letter), Verdict.DOWN);
    Failure failure =
        switch (verdict) {
          case UP -> null;
          case DEGRADED -> Failure.of(FailureClass.ASSERTION_HEADER, "");
          case DOWN -> Failure.of(FailureClass.STATUS_4XX, "");
          case UNKNOWN -> Failure.of(FailureClass.MONITOR_OVERLOADED, "");
        };
    Trigger trigger =
        letter == 'x' ? Trigger.MANUAL : confirms ? Trigger.CONFIRM : Trigger.SCHEDULE;
    return new CheckSummary(
        at, trigger, verdict, failure, null, null, null, false, 1, 0, Samples.timings(1_000), 0);
  }

  private String replay(String own, String asked, String letters) throws Exception {
    write(letters);
    ReplayRun run =
        new ReplayRun(
            new Replay(spec(asked), HealthState.NEW),
            spec(own),
            spec(asked),
            null,
            Samples.AT,
            periods,
            PeriodState.UNKNOWN,
            doubts);
    checks.forEach(each -> run.take(each, null));
    run.finish(Samples.AT.plus(Duration.ofDays(1)));
    return run.fired().stream()
        .map(
            each ->
                each.event().wireName().substring("endpoint.".length()) + places.indexOf(each.at()))
        .collect(Collectors.joining(" "));
  }

  private String doubted() {
    return doubts.entries().stream()
        .map(each -> each.doubt().wireName() + places.indexOf(each.at()) + "x" + each.count())
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // asked for instead of {'down': 2} | checks | what fires | what is doubtful
        "{'down': 2}                           | uudDuu  | down3 up4     | ``",
        "{'down': 3}                           | uudDuu  | ``            | confirmations-not-made3x1",
        "{'down': 3}                           | uudDdu  | down4 up5     | confirmations-not-made3x1",
        "{'down': 3, 'confirm': null}          | uudddu  | down4 up5     | ``",
        "{'down': 1}                           | uudUuu  | down2 up4     | confirmations-left-out3x1",
        "{'down': 2, 'up': 2}                  | uudDuu  | down3 up5     | ``",
        "{'down': 2, 'confirm': null}          | uudDuu  | ``            | confirmations-left-out3x1",
        "{'down': 2, 'confirm': '30s'}         | uudDuu  | down3 up4     | confirmations-at-other-times3x1",
        "{'down': 2, 'of': 3, 'confirm': null} | ududuu  | down3 up4     | ``",
        "{'down': 1}                           | u?d?u   | down2 up4     | monitor-at-fault1x2",
        "{'down': 2}                           | udxu    | ``            | confirmations-not-made1x1",
        "{'down': 2}                           | udsdu   | ``            | gaps3x1 confirmations-not-made1x2",
        "{'down': 1}                           | uMdmddu | down4 up6     | ``",
        "{'down': 1}                           | uMdmuu  | ``            | ``",
        "{'down': 1}                           | udPpuu  | down1 up2     | ``",
        "{'down': 2, 'confirm': null}          | uggu    | degraded2 up3 | ``"
      })
  void firesByOtherThresholds(String asked, String letters, String fires, String doubtful)
      throws Exception {
    assertThat(replay("{'down': 2}", asked, letters)).isEqualTo(fires);
    assertThat(doubted()).isEqualTo(doubtful);
  }

  @Test
  void tellsHowItDiffers() {
    Instant at = Samples.AT;
    Fired kept = new Fired(EventType.ENDPOINT_DOWN, at, at);
    Fired earlier = new Fired(EventType.ENDPOINT_UP, at.plusSeconds(60), at.plusSeconds(60));
    Fired later = new Fired(EventType.ENDPOINT_UP, at.plusSeconds(90), at.plusSeconds(60));
    Fired gone = new Fired(EventType.ENDPOINT_DEGRADED, at.plusSeconds(99), at);
    Fired more = new Fired(EventType.ENDPOINT_FLAPPING, at.plusSeconds(99), at);
    Replayed.Differences differences =
        Comparison.of(List.of(kept, earlier, gone), List.of(kept, later, more), at);
    assertThat(differences.missing()).containsExactly(gone);
    assertThat(differences.added()).containsExactly(more);
    assertThat(differences.moved())
        .containsExactly(new Replayed.Moved(later.event(), earlier.at(), later.at()));
    assertThat(Comparison.of(List.of(earlier), List.of(later), at.plusSeconds(61)).moved())
        .as("when it was decided is not known")
        .isEmpty();
  }
}
