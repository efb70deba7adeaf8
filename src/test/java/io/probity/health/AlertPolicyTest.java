package io.probity.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.endpoint.Thresholds;
import io.probity.health.AlertPolicy.Occasion;
import io.probity.health.AlertPolicy.Telling;
import io.probity.health.HealthPolicy.Step;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An endpoint that every check decides, checked once a minute. */
class AlertPolicyTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final Thresholds ONCE = new Thresholds(1, 1, null, null);
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private HealthState state = HealthState.NEW;
  private final List<String> told = new ArrayList<>();
  private int minute;
  private int incidents;

  /**
   * Letters: u up, d down, g degraded by latency, c degraded by the certificate, ? unknown; capital
   * ones are in maintenance.
   */
  private void see(String checks) {
    for (char each : checks.toCharArray()) {
      see(each);
    }
  }

  private void see(char check) {
    boolean maintenance = Character.isUpperCase(check);
    char letter = Character.toLowerCase(check);
    Verdict verdict =
        switch (letter) {
          case 'u' -> Verdict.UP;
          case 'd' -> Verdict.DOWN;
          case 'g', 'c' -> Verdict.DEGRADED;
          default -> Verdict.UNKNOWN;
        };
    Instant at = START.plus(Duration.ofMinutes(minute));
    Failure failure = failure(letter);
    Step step =
        HealthPolicy.next(
            state, ONCE, at, verdict, failure, () -> maintenance ? null : new UUID(0, ++incidents));
    Telling telling =
        AlertPolicy.next(
            state.told(), step, new Occasion(at, verdict, failure, INTERVAL, maintenance));
    state = step.telling(telling.told()).state();
    note(telling.notices());
    minute++;
  }

  private static @Nullable Failure failure(char letter) {
    return switch (letter) {
      case 'd' -> Failure.of(FailureClass.CONNECT_REFUSED, "refused");
      case 'g' -> Failure.of(FailureClass.ASSERTION_LATENCY, "slow");
      case 'c' -> Failure.of(FailureClass.ASSERTION_CERTIFICATE, "expires soon");
      default -> null;
    };
  }

  private void stop() {
    Instant at = START.plus(Duration.ofMinutes(minute++));
    Step step = HealthPolicy.stop(state, at, Resolution.PAUSED);
    note(AlertPolicy.stopped(state, step, at, Resolution.PAUSED));
    state = step.state();
  }

  private void note(List<Notice> notices) {
    for (Notice each : notices) {
      Transition change = each.change();
      UUID incident = change.incidentId();
      told.add(
          minute
              + ":"
              + (each.kind() == Notice.Kind.CHANGE ? "" : each.kind().name().toLowerCase() + "-")
              + change.to().wireName()
              + (incident == null ? "" : "/" + incident.getLeastSignificantBits()));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "uddu   | 1:down/1 3:up/1",
        "uggu   | 1:degraded 3:up",
        "ugdgu  | 1:degraded 2:down/1 3:degraded/1 4:up",
        "uccu   | ",
        "ucgcu  | 2:degraded 4:up",
        "udcu   | 1:down/1 2:degraded/1",
        "ugdu   | 1:degraded 2:down/1 3:up/1",
        "uGGu   | ",
        "uGGggu | 3:degraded 5:up",
        "uGGccu | ",
        "ugGGUu | 1:degraded 4:up",
        "ugDUu  | 1:degraded 3:up",
        "ugDGgu | 1:degraded 5:up",
        "ugDdu  | 1:degraded 3:down/1 4:up/1",
        "udDUu  | 1:down/1 3:up/1",
        "uDDdu  | 3:down/1 4:up/1",
        "ug??u  | 1:degraded 4:up",
        "ud??du | 1:down/1 5:up/1",
        "uDDg   | 3:degraded",
      })
  void tellsOfTheEndWhoeverHeardOfTheBeginning(String checks, @Nullable String expected) {
    see(checks.trim());
    assertThat(String.join(" ", told)).isEqualTo(expected == null ? "" : expected);
  }

  @Test
  void holdsChangesBackWhileItFlapsAndTellsThatItIsUpAtTheEnd() {
    see("u" + "du".repeat(10));
    assertThat(told)
        .as("the recovery that made it flap is held back")
        .endsWith("19:down/10", "20:flapping-up/10")
        .hasSize(20);
    told.clear();
    see("dgdu".repeat(5));
    assertThat(told).isEmpty();
    see("u".repeat(20));
    assertThat(told).isEmpty();
    assertThat(state.told().flapping()).isEqualTo(new UUID(0, 10));
    see("u".repeat(5));
    assertThat(told).hasSize(1).first().asString().endsWith(":settled-up/10");
    assertThat(state.told().flapping()).isNull();
    told.clear();
    see("du");
    assertThat(told).hasSize(2);
  }

  @Test
  void whatIsDownWhenItSettlesIsToldAnewAfterTheEndOfTheOneBefore() {
    see("u" + "du".repeat(10) + "d".repeat(41));
    assertThat(told.subList(19, told.size()))
        .containsExactly("20:flapping-up/10", "43:settled-up/10", "43:settled-down/11");
    told.clear();
    see("u");
    assertThat(told).containsExactly("62:up/11");
  }

  @Test
  void anOutageThatMadeItFlapAndStaysIsToldAgainWhenItSettles() {
    see("udu" + "u".repeat(24) + "dudu");
    see("u");
    told.clear();
    state = state.telling(new Told(false, null, changes(IntStream.rangeClosed(12, 30).toArray())));
    see("dd");
    assertThat(told).containsExactly("32:down/4", "32:flapping-down/4");
    told.clear();
    see("d".repeat(40));
    assertThat(told).hasSize(1).first().asString().endsWith(":settled-down/4");
    told.clear();
    see("u");
    assertThat(told).hasSize(1).first().asString().endsWith(":up/4");
  }

  private static List<Instant> changes(int... minutes) {
    return java.util.Arrays.stream(minutes)
        .mapToObj(each -> START.plus(Duration.ofMinutes(each)))
        .toList();
  }

  @Test
  void aDegradationInWhichItSettlesIsOverWhenItIsUp() {
    see("u" + "du".repeat(10) + "g".repeat(40) + "u");
    assertThat(told.get(20)).endsWith(":settled-degraded/10");
    assertThat(told.get(21)).isEqualTo("61:up");
    assertThat(told).hasSize(22);
  }

  @Test
  void inMaintenanceFlappingNeitherBeginsNorEnds() {
    see("u" + "du".repeat(9) + "dU");
    assertThat(told).endsWith("20:up/10");
    assertThat(state.told().flapping()).isNull();
    see("du");
    assertThat(told).endsWith("21:down/11", "21:flapping-down/11");
    see("U".repeat(40));
    assertThat(told).endsWith("21:flapping-down/11");
    see("u");
    assertThat(told).endsWith("63:settled-up/11");
  }

  @Test
  void anEditEndsFlappingWithTheNextCheck() {
    see("u" + "du".repeat(10) + "d");
    state = state.edited();
    see("?");
    assertThat(told).endsWith("20:flapping-up/10");
    see("d");
    assertThat(told).endsWith("20:flapping-up/10", "23:settled-up/10", "23:settled-down/11");
  }

  @Test
  void aPauseEndsAllThatIsOpen() {
    see("ug");
    stop();
    assertThat(told).endsWith("1:degraded", "3:unknown");
    see("ud");
    stop();
    assertThat(told).endsWith("4:down/1", "6:unknown/1");
    see("u" + "du".repeat(10) + "d");
    stop();
    assertThat(told.get(told.size() - 1)).endsWith(":settled-unknown/11");
    int before = told.size();
    assertThat(state.told()).isEqualTo(Told.NOTHING);
    see("u");
    stop();
    assertThat(told).hasSize(before);
  }
}
