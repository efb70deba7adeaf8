package io.probity.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointWordsTest {
  @ParameterizedTest
  @CsvSource({
    "-1,–",
    "0,0.00 ms",
    "412,0.41 ms",
    "4120,4.1 ms",
    "69562,70 ms",
    "1530000,1.53 s",
    "15000000,15.0 s"
  })
  void givesLengthsOfTimeThreeDigits(int micros, String words) {
    assertThat(EndpointWords.micros(micros)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({"1,100 %", "0.999999,99.999 %", "0.9987,99.87 %", "0.5,50.00 %", "0,0.00 %"})
  void roundsPartsDownSoThatOnlyAllIsAHundredPercent(BigDecimal ratio, String words) {
    assertThat(EndpointWords.percent(ratio)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CN=example.com, O=Example|example.com",
        "O=Example, CN=\"Example, Inc.\"|Example, Inc.",
        "O=Only|O=Only"
      })
  void callsTheHolderOfACertificateByItsName(String distinguished, String name) {
    assertThat(EndpointWords.commonName(distinguished)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({"0,0 s", "86060,23 h 54 min 20 s", "2592001.6,30 d 2 s", "60,1 min"})
  void writesOutLengthsOfTimeThatAddUp(BigDecimal seconds, String words) {
    assertThat(EndpointWords.exactly(seconds)).isEqualTo(words);
  }

  @Test
  void tellsATimeBelowASecondFromNone() {
    assertThat(EndpointWords.span(new BigDecimal("0.2"))).isEqualTo("< 1 s");
    assertThat(EndpointWords.span(BigDecimal.ZERO)).isEqualTo("0 s");
    assertThat(EndpointWords.span(null)).isEqualTo("–");
  }
}
