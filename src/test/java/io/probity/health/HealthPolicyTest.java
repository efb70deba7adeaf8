package io.probity.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.endpoint.Thresholds;
import io.probity.health.HealthPolicy.Step;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthPolicyTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final Failure REFUSED = Failure.of(FailureClass.CONNECT_REFUSED, "refused");
  private static final UUID INCIDENT = new UUID(1, 2);

  private static Thresholds thresholds(int down, int up, Integer of) {
    return new Thresholds(down, up, of, null);
  }

  /**
   * Runs letters (u up, d down, g degraded, ? unknown), one per second, and notes each transition.
   */
  private static List<String> run(Thresholds thresholds, String verdicts) {
    HealthState state = HealthState.NEW;
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < verdicts.length(); i++) {
      Step step = step(state, thresholds, i, verdicts.charAt(i));
      state = step.state();
      if (step.transition() != null) {
        long second = step.transition().since().getEpochSecond() - START.getEpochSecond();
        seen.add(i + ":" + step.transition().to().wireName() + "@" + second);
      }
    }
    return seen;
  }

  private static Step step(HealthState state, Thresholds thresholds, int second, char letter) {
    Verdict verdict =
        switch (letter) {
          case 'u' -> Verdict.UP;
          case 'd' -> Verdict.DOWN;
          case 'g' -> Verdict.DEGRADED;
          default -> Verdict.UNKNOWN;
        };
    return HealthPolicy.next(
        state,
        thresholds,
        START.plusSeconds(second),
        verdict,
        verdict == Verdict.UP ? null : REFUSED,
        () -> INCIDENT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | 1 | uud     | 0:up@0",
        "2 | 1 | uudd    | 0:up@0 3:down@2",
        "2 | 1 | udud    | 0:up@0",
        "2 | 1 | uddu    | 0:up@0 2:down@1 3:up@3",
        "2 | 3 | uuuddudu| 2:up@0 4:down@3",
        "2 | 2 | uudduu  | 1:up@0 3:down@2 5:up@4",
        "2 | 1 | ud?d    | 0:up@0 3:down@1",
        "1 | 1 | d       | 0:down@0",
        "2 | 1 | ugg     | 0:up@0 2:degraded@1",
        "2 | 1 | uggu    | 0:up@0 2:degraded@1 3:up@3",
        "2 | 1 | udgd    | 0:up@0 2:degraded@1",
        "2 | 1 | uddg    | 0:up@0 2:down@1 3:degraded@3",
        "3 | 2 | dddgu   | 2:down@0 4:up@3",
        "2 | 1 | ????    | ",
      })
  void countsConsecutiveChecks(int down, int up, String verdicts, String expected) {
    assertThat(String.join(" ", run(thresholds(down, up, null), verdicts.trim())))
        .isEqualTo(expected == null ? "" : expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3 | 1 | 5 | ududud  | 0:up@0 5:down@1",
        "3 | 1 | 5 | uduudud | 0:up@0",
        "2 | 2 | 3 | uuduud  | 1:up@0",
        "2 | 1 | 3 | udduu   | 0:up@0 2:down@1 4:up@3",
      })
  void countsFailuresWithinAWindow(int down, int up, int of, String verdicts, String expected) {
    assertThat(String.join(" ", run(thresholds(down, up, of), verdicts.trim())))
        .isEqualTo(expected);
  }

  @Test
  void anIncidentThatMayNotOpenYetOpensWithTheFirstFailedCheckThatMay() {
    Thresholds twice = thresholds(2, 2, null);
    HealthState state = HealthState.NEW;
    for (int i = 0; i < 3; i++) {
      Instant at = START.plusSeconds(i);
      state = HealthPolicy.next(state, twice, at, Verdict.DOWN, REFUSED, () -> null).state();
    }
    assertThat(state.observed()).isEqualTo(ObservedState.DOWN);
    assertThat(state.incidentId()).isNull();
    Step passed = step(state, twice, 3, 'u');
    assertThat(passed.transition()).as("one passed check decides nothing").isNull();
    Step late = step(passed.state(), twice, 4, 'd');
    assertThat(late.transition().opensIncident()).isTrue();
    assertThat(late.transition().isLate()).isTrue();
    assertThat(late.transition().since()).isEqualTo(START);
    assertThat(late.state().incidentId()).isEqualTo(INCIDENT);
    assertThat(step(late.state(), twice, 5, 'd').transition()).as("told once").isNull();
  }

  @Test
  void opensAnIncidentAndClosesTheSameOne() {
    HealthState up = step(HealthState.NEW, thresholds(1, 1, null), 0, 'u').state();
    Step down = step(up, thresholds(1, 1, null), 1, 'd');
    assertThat(down.transition().opensIncident()).isTrue();
    assertThat(down.transition().failure()).isEqualTo(REFUSED);
    assertThat(down.state().incidentId()).isEqualTo(INCIDENT);
    Step recovered = step(down.state(), thresholds(1, 1, null), 2, 'u');
    assertThat(recovered.transition().incidentId()).isEqualTo(INCIDENT);
    assertThat(recovered.transition().resolution()).isEqualTo(Resolution.RECOVERED);
    assertThat(recovered.state().incidentId()).isNull();
  }

  @Test
  void aFirstPassOpensAndClosesNothing() {
    Step first = step(HealthState.NEW, thresholds(2, 1, null), 0, 'u');
    assertThat(first.transition().incidentId()).isNull();
    assertThat(first.transition().resolution()).isNull();
  }

  @Test
  void asksForConfirmationWhileFailuresDoNotDecide() {
    Thresholds three = thresholds(3, 1, null);
    HealthState up = step(HealthState.NEW, three, 0, 'u').state();
    Step one = step(up, three, 1, 'd');
    assertThat(one.undecided()).isTrue();
    Step two = step(one.state(), three, 2, 'd');
    assertThat(two.undecided()).isTrue();
    assertThat(step(two.state(), three, 3, 'd').undecided()).isFalse();
    assertThat(step(two.state(), three, 3, 'u').undecided()).isFalse();
  }

  @Test
  void stoppingClosesTheOpenIncidentOnly() {
    Thresholds one = thresholds(1, 1, null);
    Step down = step(HealthState.NEW, one, 0, 'd');
    Step paused = HealthPolicy.stop(down.state(), START.plusSeconds(9), Resolution.PAUSED);
    assertThat(paused.transition().resolution()).isEqualTo(Resolution.PAUSED);
    assertThat(paused.transition().incidentId()).isEqualTo(INCIDENT);
    assertThat(paused.state().incidentId()).isNull();
    Step again = HealthPolicy.stop(paused.state(), START.plusSeconds(10), Resolution.PAUSED);
    assertThat(again.transition()).isNull();
  }

  @Test
  void beginningsAlwaysMoveForward() {
    Random random = new Random(42);
    Thresholds[] kinds = {thresholds(1, 1, null), thresholds(2, 3, null), thresholds(2, 2, 5)};
    for (Thresholds kind : kinds) {
      HealthState state = HealthState.NEW;
      Instant last = Instant.MIN;
      for (int i = 0; i < 5_000; i++) {
        Step step = step(state, kind, i, "udg?".charAt(random.nextInt(4)));
        if (step.transition() != null) {
          assertThat(step.transition().since()).isAfter(last);
          assertThat(step.transition().from()).isEqualTo(state.observed());
          assertThat(step.transition().to()).isNotEqualTo(state.observed());
          last = step.transition().since();
        }
        assertThat(step.state().incidentId() != null)
            .isEqualTo(step.state().observed() == ObservedState.DOWN);
        state = step.state();
      }
    }
  }
}
