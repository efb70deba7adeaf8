package io.probity.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.probe.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicWordsTest {
  @ParameterizedTest
  @CsvSource({
    "up up, up, All services are up",
    "up, up, The service is up",
    "up paused, up, The service is up",
    "paused, unknown, Nothing is monitored here",
    "up down, down, 1 of 2 services is down",
    "up down down, down, 2 of 3 services are down",
    "down down, down, All services are down",
    "down, down, The service is down",
    "degraded down up, down, 1 of 3 services is down",
    "degraded up, degraded, 1 of 2 services is degraded",
    "maintenance maintenance, maintenance, All services are under maintenance",
    "maintenance up, maintenance, 1 of 2 services is under maintenance",
    "unknown up, unknown, 1 of 2 services is in an unknown state"
  })
  void saysHowAllStandTogether(String states, String state, String sentence) {
    assertThat(PublicWords.overall(List.of(states.split(" "))))
        .isEqualTo(new PublicWords.Overall(state, sentence));
  }

  @Test
  void hasWordsForEveryPhase() {
    for (Phase phase : Phase.values()) {
      assertThat(PublicWords.trouble(phase.wireName()))
          .as(phase.wireName())
          .isNotEqualTo(PublicWords.trouble("no such phase"));
    }
  }
}
