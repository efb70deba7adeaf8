package io.probity.alert.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StandardSignatureTest {
  private static final String ID = "01993f4e-7c1a-7cc0-8000-0123456789ab";
  private static final String BODY = "{\"type\":\"endpoint.down\",\"ü\":\"…\"}";
  private final String one = secret(1);
  private final String other = secret(2);

  @Test
  void isAcceptedByThePublicLibrary() {
    assertThatCode(() -> verify(one, List.of(one), BODY)).doesNotThrowAnyException();
  }

  @Test
  void ofTwoSecretsIsAcceptedByHoldersOfEither() {
    assertThatCode(() -> verify(one, List.of(other, one), BODY)).doesNotThrowAnyException();
    assertThatCode(() -> verify(other, List.of(other, one), BODY)).doesNotThrowAnyException();
  }

  @Test
  void ofAnotherSecretOrBodyIsRefused() {
    assertThatThrownBy(() -> verify(one, List.of(other), BODY))
        .isInstanceOf(WebhookVerificationException.class);
    assertThatThrownBy(() -> verify(one, List.of(one), BODY + " "))
        .isInstanceOf(WebhookVerificationException.class);
  }

  @Test
  void isWhatTheSpecificationGivesAsItsExample() {
    String signature =
        StandardSignature.of(
            List.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1614265330,
            "{\"test\": 2432232314}".getBytes(UTF_8));
    assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  private static void verify(String secret, List<String> signedWith, String body) throws Exception {
    long now = Instant.now().getEpochSecond();
    String signature = StandardSignature.of(signedWith, ID, now, BODY.getBytes(UTF_8));
    Map<String, List<String>> headers =
        Map.of(
            "webhook-id", List.of(ID),
            "webhook-timestamp", List.of(Long.toString(now)),
            "webhook-signature", List.of(signature));
    new Webhook(secret).verify(body, HttpHeaders.of(headers, (name, value) -> true));
  }

  private static String secret(int seed) {
    byte[] key = new byte[32];
    key[0] = (byte) seed;
    return "whsec_" + Base64.getEncoder().encodeToString(key);
  }
}
