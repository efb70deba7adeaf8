package io.probity.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;

class MasterKeyTest {
  @Test
  void survivesBeingWrittenAndRead() {
    MasterKey key = MasterKey.generate();
    assertThat(MasterKey.parse(key.text() + "\n").fingerprint()).isEqualTo(key.fingerprint());
  }

  @Test
  void readsTheUrlAlphabetToo() {
    byte[] bytes = new byte[32];
    java.util.Arrays.fill(bytes, (byte) 0xFB);
    String standard = Base64.getEncoder().encodeToString(bytes);
    String url = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    assertThat(MasterKey.parse(url).fingerprint())
        .isEqualTo(MasterKey.parse(standard).fingerprint());
  }

  @Test
  void saysHowManyBytesAWrongKeyHoldsAndNotWhich() {
    String text = Base64.getEncoder().encodeToString("too short to be a key".getBytes());
    assertThatThrownBy(() -> MasterKey.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("21 bytes")
        .hasMessageNotContaining(text);
  }

  @Test
  void refusesWhatIsNotBase64WithoutRepeatingIt() {
    assertThatThrownBy(() -> MasterKey.parse("not!base64!"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("not!");
  }

  @Test
  void hidesItselfInItsTextForm() {
    MasterKey key = MasterKey.generate();
    assertThat(key.toString()).doesNotContain(key.text()).contains(key.fingerprint());
  }
}
