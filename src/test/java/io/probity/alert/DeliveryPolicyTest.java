package io.probity.alert;

import static io.probity.alert.ScriptedChannel.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.probity.alert.DeliveryPolicy.Decision;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryPolicyTest {
  private static final Instant NOW = AlertFixtures.START;

  @ParameterizedTest
  @ValueSource(ints = {200, 202, 204, 299})
  void anyAnswerFromTwoHundredOnIsSuccess(int status) {
    assertThat(decide(1, status(status))).isEqualTo(new Decision.Delivered());
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 400, 401, 404, 422, 500, 502})
  void anyOtherAnswerIsTriedAgain(int status) {
    assertThat(decide(1, status(status))).isEqualTo(new Decision.Retry(NOW.plusSeconds(5)));
  }

  @Test
  void goneIsNeverTriedAgain() {
    assertThat(decide(1, status(410))).isEqualTo(new Decision.Gone());
  }

  @Test
  void theTenthFailureIsTheLast() {
    assertThat(decide(9, new SendResult.Failed("x")))
        .isEqualTo(new Decision.Retry(NOW.plus(Duration.ofHours(24))));
    assertThat(decide(10, new SendResult.Failed("x"))).isEqualTo(new Decision.Dead());
  }

  @ParameterizedTest
  @CsvSource({
    "503, 60, 60",
    "429, 60, 60",
    "429, 1, 5",
    "500, 60, 5",
    "503, 999999999999, 86400",
    "503, 'Sun, 22 Nov 2026 11:22:00 GMT', 120",
    "503, 'Sun, 22 Nov 2026 11:00:00 GMT', 5",
    "503, soon, 5",
    "503, -3, 5"
  })
  void theReceiverMayAskForALongerWait(int status, String retryAfter, long seconds) {
    assertThat(decide(1, new SendResult.Answered(status, "", retryAfter)))
        .isEqualTo(new Decision.Retry(NOW.plusSeconds(seconds)));
  }

  @Test
  void waitsAreSpread() {
    assertThat(DeliveryPolicy.after(4, status(500), NOW, 0.5))
        .isEqualTo(new Decision.Retry(NOW.plusSeconds(600 + 30)));
  }

  @Test
  void aReceiverThatRefusesIsNotOneThatFails() {
    assertThat(DeliveryPolicy.receiverFails(status(400))).isFalse();
    assertThat(DeliveryPolicy.receiverFails(status(500))).isTrue();
    assertThat(DeliveryPolicy.receiverFails(status(429))).isTrue();
    assertThat(DeliveryPolicy.receiverFails(new SendResult.Failed("x"))).isTrue();
  }

  private static Decision decide(int attempt, SendResult result) {
    return DeliveryPolicy.after(attempt, result, NOW, 0);
  }
}
