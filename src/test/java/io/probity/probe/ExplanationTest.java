package io.probity.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExplanationTest {
  @ParameterizedTest
  @EnumSource
  void isOneLineForEveryClass(FailureClass cls) {
    assertThat(Explanation.of(cls).text())
        .endsWith(".")
        .doesNotContain("\n", "  ")
        .matches("[A-Z].*")
        .hasSizeBetween(30, 160);
  }

  @Test
  void isAnotherForEveryClass() {
    assertThat(Arrays.stream(FailureClass.values()).map(cls -> Explanation.of(cls).text()))
        .doesNotHaveDuplicates();
  }

  @Test
  void blamesTheMonitorForItsOwnFaultsAndForItsPolicyOnly() {
    assertThat(
            Arrays.stream(FailureClass.values())
                .filter(cls -> Explanation.of(cls).owner() == Owner.MONITOR))
        .containsExactlyInAnyOrder(
            FailureClass.EGRESS_DENIED,
            FailureClass.MONITOR_OVERLOADED,
            FailureClass.MONITOR_NETWORK_DOWN,
            FailureClass.MONITOR_INTERNAL,
            FailureClass.MONITOR_INTERRUPTED);
  }

  @Test
  void blamesTheCertificateWhereTheChainIsAtFault() {
    assertThat(
            Arrays.stream(FailureClass.values())
                .filter(Reproduction::sawChain)
                .map(cls -> Explanation.of(cls).owner()))
        .hasSize(14)
        .containsOnly(Owner.CERTIFICATE);
  }

  @Test
  void knowsEveryOwner() {
    assertThat(
            Arrays.stream(FailureClass.values())
                .map(cls -> Explanation.of(cls).owner())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Owner.class))))
        .isEqualTo(EnumSet.allOf(Owner.class));
  }
}
