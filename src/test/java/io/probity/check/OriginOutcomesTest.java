package io.probity.check;

import static io.probity.probe.FailureClass.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.probity.probe.FailureClass;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OriginOutcomesTest {
  private static OriginFailure after(int atOnce, FailureClass... outcomes) {
    OriginOutcomes all = new OriginOutcomes("https://x.test:443", atOnce);
    for (FailureClass outcome : outcomes) {
      all.ended(outcome);
    }
    return all.failing();
  }

  private static OriginFailure after(int atOnce, int times, FailureClass outcome) {
    FailureClass[] outcomes = new FailureClass[times];
    Arrays.fill(outcomes, outcome);
    return after(atOnce, outcomes);
  }

  @Test
  void asManyAsThereArePermitsMakeAPattern() {
    assertThat(after(8, 7, CONNECT_TIMEOUT)).isNull();
    assertThat(after(8, 8, CONNECT_TIMEOUT))
        .isEqualTo(new OriginFailure("https://x.test:443", CONNECT_TIMEOUT, 8));
  }

  @Test
  void threeAreNeededAndSixteenSuffice() {
    assertThat(after(1, 2, CONNECT_REFUSED)).isNull();
    assertThat(after(1, 3, CONNECT_REFUSED)).isNotNull();
    assertThat(after(64, 15, TLS_HANDSHAKE_TIMEOUT)).isNull();
    assertThat(after(64, 16, TLS_HANDSHAKE_TIMEOUT)).isNotNull();
  }

  @Test
  void whatMayHangOnOnePathOrOneSettingIsNotShared() {
    assertThat(after(3, 9, STATUS_5XX)).isNull();
    assertThat(after(3, 9, ASSERTION_JSON)).isNull();
    assertThat(after(3, 9, TLS_HOSTNAME_MISMATCH)).isNull();
    assertThat(after(3, 9, RESPONSE_BODY_TIMEOUT)).isNull();
  }

  @Test
  void allMustFailAlike() {
    assertThat(after(3, CONNECT_TIMEOUT, CONNECT_TIMEOUT, CONNECT_REFUSED)).isNull();
    assertThat(after(3, CONNECT_TIMEOUT, CONNECT_TIMEOUT, null, CONNECT_TIMEOUT)).isNull();
    assertThat(after(3, CONNECT_TIMEOUT, CONNECT_TIMEOUT, MONITOR_INTERRUPTED, CONNECT_TIMEOUT))
        .as("ours says nothing of the origin")
        .isNotNull();
    assertThat(after(3, 3, null)).isNull();
  }
}
