package io.probity.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionedTableTest {
  private static final Instant MIDNIGHT = Instant.parse("2026-11-22T00:00:00Z");

  private final PartitionedTable results =
      PartitionedTable.ofWidth("result_hot", Duration.ofHours(6), Duration.ofDays(3));

  @Test
  void cutsTimeAlongItsGrid() {
    assertThat(results.missing(hour(7), hour(13), List.of()))
        .containsExactly(span(6, 12), span(12, 18));
  }

  @Test
  void leavesOutWhatIsThere() {
    assertThat(results.missing(hour(0), hour(17), List.of(span(6, 12))))
        .containsExactly(span(0, 6), span(12, 18));
  }

  @Test
  void fillsOnlyTheGapsBetweenPartitionsOfAnotherWidth() {
    assertThat(results.missing(hour(0), hour(11), List.of(span(1, 2), span(7, 24))))
        .containsExactly(span(0, 1), span(2, 6), span(6, 7));
  }

  @Test
  void followsTheCalendarWhereItIsMonthly() {
    PartitionedTable failures = PartitionedTable.monthly("failure", Duration.ofDays(35));
    assertThat(failures.missing(Instant.parse("2026-12-31T23:59:59Z"), hour(24 * 41), List.of()))
        .containsExactly(
            new Span(Instant.parse("2026-12-01T00:00:00Z"), Instant.parse("2027-01-01T00:00:00Z")),
            new Span(Instant.parse("2027-01-01T00:00:00Z"), Instant.parse("2027-02-01T00:00:00Z")));
  }

  @Test
  void namesAPartitionByItsStart() {
    assertThat(results.partition(hour(6))).isEqualTo("result_hot_20261122_060000");
  }

  private static Instant hour(int hours) {
    return MIDNIGHT.plus(Duration.ofHours(hours));
  }

  private static Span span(int from, int until) {
    return new Span(hour(from), hour(until));
  }
}
