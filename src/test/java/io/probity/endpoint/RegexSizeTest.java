package io.probity.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexSizeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{100}){100}){100}",
        "(?:(?:a{1,100}){1,100}){3}",
        "(?P<n>(?<m>a{40}){40})",
        "((){1000}){1000}",
        "(?:(?:^{50}){50})",
        "(\\x{41}{40}){40}",
        "(\\p{Greek}{40}){40}",
        "([]{]{40}){40}",
        "([\\]{]{40}){40}",
        "([[:digit:]]{40}){40}",
        "(\\Q({2}\\E{40}){40}",
        "(a{40})(?i){40}",
        "(a{40})\\Q\\E{40}",
        "(\\({40}){40}",
        "(\\\\{40}){40}",
        "(a{40,}b){40,}",
        "(a{0,40}?){0,40}?",
        "(a|b{40}){40}"
      })
  void seesWhatRepeatsMultiplyTo(String pattern) {
    assertThat(RegexSize.estimate(pattern)).isGreaterThan(1000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "^o.?k$",
        "\"status\"\\s*:\\s*\"(UP|OK)\"",
        "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}",
        "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        "(?i)version: v?[0-9]{1,3}(\\.[0-9]{1,3}){2}",
        "\\Q((a{100}){100}){100}\\E",
        "\\(\\(a\\{100}\\){100\\}\\)",
        "[((a{100}){100}){100}]",
        "\\x{100}\\p{L}{3}a{,1000}b{x}{",
        "(?:a{0}){300}"
      })
  void leavesOrdinaryPatternsAlone(String pattern) {
    assertThat(RegexSize.estimate(pattern)).isLessThanOrEqualTo(1000);
    assertThat(Pattern.compile(pattern).programSize()).isLessThanOrEqualTo(1000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "abc|3",
        "a{5}|5",
        "a{2,}|3",
        "a{2,4}|6",
        "(ab){3}|12",
        "(?:(?:(?:a{1000}){1000}){1000}){1000}|1000000000"
      })
  void writesRepeatsOut(String pattern, long size) {
    assertThat(RegexSize.estimate(pattern)).isEqualTo(size);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"(", "(?", "(?P<", "[", "[^", "[[:", "\\", "\\x{", "\\Q", "{", "a{", ")", "(?i"})
  void endsOnWhatIsNoPattern(String pattern) {
    assertThat(RegexSize.estimate(pattern)).isBetween(0L, 10L);
  }

  @Test
  void bearsDeepNesting() {
    assertThat(RegexSize.estimate("(".repeat(500) + ")".repeat(500))).isEqualTo(1000);
  }
}
