package io.probity.history;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A table partitioned by time, with the grid its partitions are laid out on.
 *
 * @param name of the parent table
 * @param ahead how far into the future partitions must exist
 * @param floor the start of the partition that an instant belongs to
 * @param next the start of the partition that follows the one starting at an instant
 */
record PartitionedTable(
    String name, Duration ahead, UnaryOperator<Instant> floor, UnaryOperator<Instant> next) {
  private static final DateTimeFormatter SUFFIX =
      DateTimeFormatter.ofPattern("uuuuMMdd_HHmmss").withZone(ZoneOffset.UTC);

  /** Partitions of a fixed width, counted from the epoch. */
  static PartitionedTable ofWidth(String name, Duration width, Duration ahead) {
    long seconds = width.toSeconds();
    return new PartitionedTable(
        name,
        ahead,
        at -> Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), seconds) * seconds),
        start -> start.plusSeconds(seconds));
  }

  /** One partition per calendar month, UTC. */
  static PartitionedTable monthly(String name, Duration ahead) {
    return new PartitionedTable(
        name, ahead, at -> startOf(monthOf(at)), start -> startOf(monthOf(start).plusMonths(1)));
  }

  /** One partition per calendar year, UTC. */
  static PartitionedTable yearly(String name, Duration ahead) {
    return new PartitionedTable(
        name, ahead, at -> startOf(januaryOf(at)), start -> startOf(januaryOf(start).plusYears(1)));
  }

  private static YearMonth januaryOf(Instant at) {
    return monthOf(at).withMonth(1);
  }

  private static YearMonth monthOf(Instant at) {
    return YearMonth.from(at.atOffset(ZoneOffset.UTC));
  }

  private static Instant startOf(YearMonth month) {
    return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** What is missing between two instants (both inclusive), cut along the grid. */
  List<Span> missing(Instant from, Instant to, List<Span> existing) {
    List<Span> missing = new ArrayList<>();
    for (Instant start = floor.apply(from); !start.isAfter(to); start = next.apply(start)) {
      missing.addAll(new Span(start, next.apply(start)).without(existing));
    }
    return missing;
  }

  /** The name of the partition that starts at an instant. */
  String partition(Instant start) {
    return name + "_" + SUFFIX.format(start);
  }
}
