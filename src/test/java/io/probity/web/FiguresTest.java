package io.probity.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  @ParameterizedTest
  @CsvSource({"1,100 %", "0.999999,99.99 %", "0.5,50.00 %", "0,0.00 %", ",–"})
  void onlyAllOfItIsAHundredPercent(BigDecimal share, String shown) {
    assertThat(Figures.percent(share)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "0.412,0.4 ms",
    "9.96,10.0 ms",
    "64.562,65 ms",
    "999.4,999 ms",
    "999.5,1.00 s",
    "1204,1.20 s",
    ",–"
  })
  void latenciesHaveThreeDigitsOrSo(BigDecimal ms, String shown) {
    assertThat(Figures.latency(ms)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"0;0", "999;999", "10000;10,000"})
  void thousandsStandApart(int things, String shown) {
    assertThat(Figures.count(things)).isEqualTo(shown);
  }
}
