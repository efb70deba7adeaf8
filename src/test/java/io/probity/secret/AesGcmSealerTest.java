package io.probity.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AesGcmSealerTest {
  private static final String CONTEXT = "endpoint/1/auth.password";

  private final MasterKey key = MasterKey.generate();
  private final Sealer sealer = new AesGcmSealer(key);

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "pässwörd 🔑", "a\nb\u0000c"})
  void opensWhatItSealed(String text) {
    String sealed = sealer.seal(new Secret(text), CONTEXT);
    assertThat(sealer.open(sealed, CONTEXT).value()).isEqualTo(text);
  }

  @Test
  void namesFormatAndKeyAndHidesTheText() {
    String sealed = sealer.seal(new Secret("hunter2hunter2"), CONTEXT);
    assertThat(sealed)
        .matches("v1:" + key.fingerprint() + ":[A-Za-z0-9_-]+")
        .doesNotContain("hunter2");
  }

  @Test
  void neverSealsTheSameTextTwiceAlike() {
    Secret secret = new Secret("same");
    assertThat(sealer.seal(secret, CONTEXT)).isNotEqualTo(sealer.seal(secret, CONTEXT));
  }

  @Test
  void refusesASecretMovedElsewhere() {
    String sealed = sealer.seal(new Secret("x"), CONTEXT);
    assertThatThrownBy(() -> sealer.open(sealed, "endpoint/2/auth.password"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("belongs elsewhere");
  }

  @Test
  void refusesAnAlteredSecret() {
    String sealed = sealer.seal(new Secret("x"), CONTEXT);
    int middle = sealed.length() - 10;
    char other = sealed.charAt(middle) == 'A' ? 'B' : 'A';
    String altered = sealed.substring(0, middle) + other + sealed.substring(middle + 1);
    assertThatThrownBy(() -> sealer.open(altered, CONTEXT))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void namesTheOtherKeyOfAForeignSecret() {
    MasterKey other = MasterKey.generate();
    String sealed = new AesGcmSealer(other).seal(new Secret("x"), CONTEXT);
    assertThatThrownBy(() -> sealer.open(sealed, CONTEXT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(other.fingerprint());
  }

  @Test
  void opensWhatWasSealedBeforeAndSealsItAnewWithTheCurrentKey() {
    MasterKey next = MasterKey.generate();
    Sealer both = new AesGcmSealer(next, List.of(key));
    String old = sealer.seal(new Secret("x"), CONTEXT);
    assertThat(both.open(old, CONTEXT).value()).isEqualTo("x");
    String resealed = both.reseal(old, CONTEXT);
    assertThat(new AesGcmSealer(next).open(resealed, CONTEXT).value()).isEqualTo("x");
    assertThat(both.reseal(resealed, CONTEXT)).isEqualTo(resealed);
    assertThat(both.reseal(old, "elsewhere")).isEqualTo(old);
    assertThat(new AesGcmSealer(next).reseal(old, CONTEXT)).isEqualTo(old);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "v1", "v2:x:y", "v1:x", "plain text", "v1:KEY:", "v1:KEY:AAAA", "v1:KEY:%%"})
  void refusesWhatItDidNotMake(String text) {
    String sealed = text.replace("KEY", key.fingerprint());
    assertThatThrownBy(() -> sealer.open(sealed, CONTEXT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(CONTEXT);
  }
}
