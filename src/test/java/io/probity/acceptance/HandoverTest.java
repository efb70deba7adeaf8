package io.probity.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.acceptance.Arrivals.Probe;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandoverTest {
  private static Handover of(Probe... probes) {
    return Handover.of(List.of(List.of(probes)), 10_000);
  }

  @Test
  void aHandOverLastsFromTheLastProbeToTheFirstOfTheNext() {
    Handover seen = of(probe(1, 0), probe(2, 0), probe(5, 1), probe(6, 1));
    assertThat(seen.millis()).containsExactly(3_000L);
    assertThat(seen.pauses()).containsExactly(3_000L);
    assertThat(seen.strays()).containsExactly(0);
    assertThat(seen.shares()).containsOnlyKeys(1);
  }

  @Test
  void probesByTwoInTurnAreNoHandOvers() {
    Handover seen = of(probe(1, 0), probe(2, 1), probe(3, 0), probe(4, 1), probe(5, 1));
    assertThat(seen.millis()).isEmpty();
    assertThat(seen.strays()).containsExactly(2);
  }

  @Test
  void whatWasNeverProbedWasNotForAllOfTheTime() {
    Handover seen = of();
    assertThat(seen.pauses()).containsExactly(10_000L);
    assertThat(seen.strays()).isEmpty();
  }

  @Test
  void theImbalanceIsTheLargestShareOverTheMean() {
    List<List<Probe>> endpoints = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      endpoints.add(List.of(probe(1, i < 18 ? 0 : 1)));
    }
    assertThat(Handover.of(endpoints, 2_000).imbalance(2)).isEqualTo(1.2);
  }

  private static Probe probe(int second, int replica) {
    return new Probe(second * 1000L, replica);
  }
}
