package io.probity.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.history.Unreadable;
import io.probity.probe.CheckSummary;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.HttpVersion;
import io.probity.probe.ProbeJson;
import io.probity.probe.Timings;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvChecksTest {
  private static final Instant AT = Instant.parse("2026-11-22T23:59:59.000007Z");
  private final CsvChecks csv = new CsvChecks();

  @Test
  void writesEveryMemberOfACheck() {
    csv.add(
        new CheckSummary(
            AT,
            Trigger.SCHEDULE,
            Verdict.UP,
            null,
            200,
            HttpVersion.HTTP_1_1,
            "203.0.113.7",
            false,
            1,
            112,
            new Timings(412, 10_100, 21_000, 50, 32_700, 300, 64_562),
            800));
    assertThat(text())
        .isEqualTo(
            "2026-11-22T23:59:59.000007Z,up,,,,schedule,200,1.1,203.0.113.7,false,1,112,"
                + "0.412,10.100,21.000,0.050,32.700,0.300,64.562,0.800\r\n");
  }

  @Test
  void leavesEmptyWhatDidNotHappenAndQuotesWords() {
    csv.add(
        new CheckSummary(
            AT,
            Trigger.CONFIRM,
            Verdict.DOWN,
            Failure.of(FailureClass.ASSERTION_BODY, "got \"a\", b\r\n"),
            null,
            null,
            null,
            false,
            3,
            0,
            new Timings(-1, -1, -1, -1, -1, -1, 5),
            0));
    assertThat(text())
        .isEqualTo(
            "2026-11-22T23:59:59.000007Z,down,assertion,assertion.body,"
                + "\"got \"\"a\"\", b\r\n\",confirm,,,,false,3,0,,,,,,,0.005,0.000\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"})
  void noCellIsAFormula(String detail) {
    csv.add(
        new CheckSummary(
            AT,
            Trigger.SCHEDULE,
            Verdict.DOWN,
            Failure.of(FailureClass.ASSERTION_BODY, detail),
            null,
            null,
            null,
            false,
            1,
            0,
            new Timings(-1, -1, -1, -1, -1, -1, 5),
            0));
    assertThat(text()).contains(",\"'" + detail + "\",");
  }

  @Test
  void writesInstantsAsTheApiDoesAcrossDays() {
    for (long second = -200_000; second < 200_000; second += 12_345) {
      Instant at = Instant.ofEpochSecond(second, 123_456_000);
      csv.add(new Unreadable(at, at, 1));
      assertThat(text()).startsWith(ProbeJson.instant(at) + ",");
    }
  }

  @Test
  void hasAsManyColumnsInEachRow() {
    csv.add(new Unreadable(AT, AT, 72));
    assertThat(text())
        .isEqualTo(
            "2026-11-22T23:59:59.000007Z,unreadable,,,"
                + "\"72 checks to 2026-11-22T23:59:59.000007Z are damaged\",,,,,,,,,,,,,,,\r\n");
    assertThat(CsvChecks.HEADER.split(",")).hasSize(20);
  }

  private String text() {
    return new String(csv.take(), StandardCharsets.UTF_8);
  }
}
