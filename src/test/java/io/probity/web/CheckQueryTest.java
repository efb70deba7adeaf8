package io.probity.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.history.CheckFilter;
import io.probity.probe.FailureClass;
import io.probity.probe.Phase;
import io.probity.probe.Verdict;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckQueryTest {
  @Test
  void asksForEverythingWhereNothingIsSaid() {
    CheckQuery.Read read = CheckQuery.NONE.read();
    assertThat(read.filter()).isEqualTo(CheckFilter.ALL);
    assertThat(read.problems()).isEmpty();
    assertThat(CheckQuery.NONE.isFiltered()).isFalse();
  }

  @Test
  void readsWhatTheFieldsOfABrowserHold() {
    CheckFilter filter =
        new CheckQuery("7d", "tls", "down", "tls", "2026-11-01T00:00", "2026-11-02T00:00:30", "")
            .read()
            .filter();
    assertThat(filter.verdict()).isEqualTo(Verdict.DOWN);
    assertThat(filter.classes())
        .contains(FailureClass.TLS_REVOKED)
        .allMatch(each -> each.phase() == Phase.TLS);
    assertThat(filter.from()).isEqualTo("2026-11-01T00:00:00Z");
    assertThat(filter.to()).isEqualTo("2026-11-02T00:00:30Z");
    assertThat(CheckQuery.span(filter))
        .isEqualTo("?from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:30Z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sideways||||There is no verdict sideways.",
        "|tls.vexed|||There is no failure tls.vexed.",
        "||yesterday||From must be a date and a time, such as 2026-11-22T11:20.",
        "|||2026-13-01T00:00|To must be a date and a time, such as 2026-11-22T11:20.",
        "||2026-11-02T00:00|2026-11-01T00:00|From is after To: no check can be between them."
      })
  void saysWhatMakesNoSense(
      String verdict, String failure, String from, String to, String problem) {
    CheckQuery query =
        new CheckQuery("", "", text(verdict), text(failure), text(from), text(to), "");
    assertThat(query.read().problems()).containsExactly(problem);
  }

  private static String text(String given) {
    return given == null ? "" : given;
  }

  @Test
  void linksToTheNextPageOfTheSameQuestion() {
    CheckQuery query = new CheckQuery("7d", "", "", "tls", "", "", "");
    String older = query.olderThan(Instant.parse("2026-11-22T11:20:00.000123Z"));
    assertThat(older).isEqualTo("?window=7d&failure=tls&before=2026-11-22T11%3A20%3A00.000123Z");
    assertThat(query.chart("30d", "dns")).isEqualTo("?window=30d&phase=dns&failure=tls");
    assertThat(query.unfiltered()).isEqualTo("?window=7d");
  }
}
