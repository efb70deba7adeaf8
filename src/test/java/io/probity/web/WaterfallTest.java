package io.probity.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.probe.Attempt;
import io.probity.probe.Check;
import io.probity.probe.ConnectionFacts;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.HttpVersion;
import io.probity.probe.ProbeJson;
import io.probity.probe.Response;
import io.probity.probe.Timings;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import io.probity.web.Waterfall.Bar;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WaterfallTest {
  private static final Instant AT = Instant.parse("2026-11-22T11:00:00Z");
  private static final Timings PASSED =
      new Timings(10_000, 20_000, 30_000, 0, 35_000, 5_000, 100_000);

  @Test
  void laysThePhasesOfAnAttemptEndToEnd() {
    Waterfall.Row row = row(check(attempt(AT, PASSED, null)), false);
    assertThat(row.bars())
        .containsExactly(
            new Bar("phase-dns", 0, 100, "DNS 10 ms"),
            new Bar("phase-connect", 100, 200, "connect 20 ms"),
            new Bar("phase-tls", 300, 300, "TLS 30 ms"),
            new Bar("phase-first-byte", 600, 350, "first byte 35 ms"),
            new Bar("phase-transfer", 950, 50, "transfer 5.0 ms"));
    assertThat(row.text())
        .isEqualTo(
            "DNS 10 ms, connect 20 ms, TLS 30 ms, write 0.00 ms, first byte 35 ms,"
                + " transfer 5.0 ms, 100 ms in all");
    assertThat(row.result()).isEqualTo("200");
    assertThat(row.connection()).isEqualTo("fresh");
    assertThat(row.repeat()).isEmpty();
  }

  @Test
  void marksWhatAFailedAttemptWaitedForToItsEnd() {
    Waterfall.Row row =
        row(check(attempt(AT, connectedFor(60_000), FailureClass.TLS_HANDSHAKE_TIMEOUT)), false);
    assertThat(row.bars())
        .last()
        .isEqualTo(new Bar("phase-failed", 333, 666, "failed in tls 40 ms"));
    assertThat(row.verdict()).isEqualTo("down");
    assertThat(row.result()).isEqualTo("tls.handshake_timeout");
  }

  @Test
  void movesALaterAttemptToTheRightOnTheScaleOfAll() {
    Check check =
        check(
            attempt(AT, connectedFor(60_000), FailureClass.TLS_HANDSHAKE_TIMEOUT),
            attempt(AT.plusMillis(100), PASSED, null));
    List<Tried> tried = Tried.of(check.summary(), trace(check));
    Waterfall waterfall = Waterfall.of(tried, AT);
    assertThat(waterfall.scale()).isEqualTo("200 ms");
    assertThat(waterfall.rows())
        .extracting(Waterfall.Row::repeat)
        .containsExactly("1 of 2", "2 of 2");
    assertThat(waterfall.rows()).extracting(Waterfall.Row::verdict).containsExactly("down", "up");
    assertThat(waterfall.rows().get(0).bars().get(0).x()).isZero();
    assertThat(waterfall.rows().get(1).bars().get(0))
        .isEqualTo(new Bar("phase-dns", 500, 50, "DNS 10 ms"));
  }

  @Test
  void showsTheSameOfACheckWhoseAttemptWasNotStored() {
    Check check = check(attempt(AT, PASSED, null));
    assertThat(row(check, false)).isEqualTo(row(check, true));
  }

  @Test
  void showsTheSameOfAttemptsThatTellNoTime() {
    Check check = check(attempt(AT, PASSED, null));
    ArrayNode untimed = trace(check);
    untimed.forEach(attempt -> ((ObjectNode) attempt).remove("at"));
    assertThat(Tried.of(check.summary(), untimed)).isEqualTo(Tried.of(check.summary(), null));
  }

  @Test
  void keepsEveryBarWithinTheWidthAndWideEnoughToSee() {
    Timings lopsided = new Timings(1, 1, 1, 1, 9_000_000, 1, 9_000_005);
    assertThat(row(check(attempt(AT, lopsided, null)), false).bars())
        .hasSize(6)
        .allSatisfy(
            bar -> {
              assertThat(bar.width()).isGreaterThanOrEqualTo(3);
              assertThat(bar.x() + bar.width()).isLessThanOrEqualTo(1_000);
            });
  }

  private static Timings connectedFor(int total) {
    return new Timings(
        Timings.NONE, 20_000, Timings.NONE, Timings.NONE, Timings.NONE, Timings.NONE, total);
  }

  private static Waterfall.Row row(Check check, boolean stored) {
    return Waterfall.of(Tried.of(check.summary(), stored ? trace(check) : null), AT).rows().get(0);
  }

  private static Check check(Attempt... attempts) {
    List<Attempt> all = List.of(attempts);
    return new Check(1, AT, Trigger.SCHEDULE, Verdict.of(all), all, 0);
  }

  private static ArrayNode trace(Check check) {
    ArrayNode trace = JsonNodeFactory.instance.arrayNode();
    check.attempts().forEach(attempt -> trace.add(ProbeJson.attempt(attempt)));
    return trace;
  }

  private static Attempt attempt(Instant at, Timings timings, @Nullable FailureClass failure) {
    return new Attempt(
        at,
        timings,
        "203.0.113.7",
        new ConnectionFacts(false, 0, 1),
        null,
        failure == null ? new Response(200, HttpVersion.HTTP_1_1, Map.of(), 2, new byte[0]) : null,
        failure == null ? null : Failure.of(failure, failure.wireName()),
        null);
  }
}
