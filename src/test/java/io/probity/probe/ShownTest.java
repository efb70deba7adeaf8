package io.probity.probe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownTest {
  @Test
  void upToTwoHundredCharactersStayAndTheRestIsCut() {
    String longest = "~".repeat(200);

    assertThat(Shown.bounded("")).isEmpty();
    assertThat(Shown.bounded(longest)).isEqualTo(longest);
    assertThat(Shown.bounded(longest + "~")).isEqualTo(longest + "…");
    assertThat(Shown.escaped(longest + "~")).isEqualTo(longest + "~");
    assertThat(Shown.bounded("ü".repeat(201))).isEqualTo("ü".repeat(200) + "…");
  }

  @ParameterizedTest
  @CsvSource({
    "0000, \\u0000",
    "000a, \\u000a",
    "007f, \\u007f",
    "0080, \\u0080",
    "d800, \\ud800",
    "202e, \\u202e",
    "2028, \\u2028"
  })
  void whatCannotBeSeenIsEscaped(String code, String shown) {
    String text = "a" + (char) Integer.parseInt(code, 16) + "b";

    assertThat(Shown.bounded(text)).isEqualTo("a" + shown + "b");
    assertThat(Shown.quoted(text)).isEqualTo("\"a" + shown + "b\"");
  }

  @ParameterizedTest
  @CsvSource({"0020", "007e", "00e9", "1f600"})
  void whatCanBeSeenStays(String code) {
    String text = "a" + Character.toString(Integer.parseInt(code, 16)) + "b";

    assertThat(Shown.bounded(text)).isEqualTo(text);
  }
}
