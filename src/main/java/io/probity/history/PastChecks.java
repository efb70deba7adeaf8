package io.probity.history;

import io.probity.probe.CheckSummary;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The stored checks of an endpoint in the order in which they were made. Blocks. */
@Singleton
public final class PastChecks {
  private static final int PIECE = 8_192;
  private static final Duration FIRST = Duration.ofHours(6);
  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofDays(7);

  private final CheckStore checks;
  private final AttemptStore attempts;
  private final Partitions partitions;

  @Inject
  PastChecks(CheckStore checks, AttemptStore attempts, Partitions partitions) {
    this.checks = checks;
    this.attempts = attempts;
    this.partitions = partitions;
  }

  /**
   * Some checks that follow each other.
   *
   * @param checks oldest first, manual ones included; of a failure only the class is there
   * @param attempts by the instant of their check, of checks that took more than one and kept them;
   *     empty where they were not asked for
   * @param unreadable what is missing among them since it was damaged
   */
  public record Piece(
      List<CheckSummary> checks,
      Map<Instant, List<PastAttempt>> attempts,
      List<Unreadable> unreadable) {}

  /** The instant before which results are no longer kept. */
  public Instant keptSince(Instant now) {
    return partitions.keptSince(now);
  }

  /**
   * All checks in {@code [from, until)}, piece by piece, oldest first: no more than a piece is held
   * at a time, and no transaction stays open while {@code piece} works on one.
   */
  public void each(
      long endpointId, Instant from, Instant until, boolean withAttempts, Consumer<Piece> piece) {
    Duration length = FIRST;
    Instant at = from;
    while (at.isBefore(until)) {
      Instant end = Instants.earlier(at.plus(length), until);
      Found found = checks.newest(endpointId, at, end, null, PIECE);
      boolean tooMany = found.rows().size() == PIECE && length.compareTo(LEAST) > 0;
      if (!tooMany) {
        piece.accept(piece(endpointId, at, end, withAttempts, found));
        at = end;
      }
      length = next(length, tooMany, found.rows().size());
    }
  }

  private static Duration next(Duration length, boolean tooMany, int found) {
    if (tooMany) {
      return length.dividedBy(2);
    }
    boolean longer = found < PIECE / 4 && length.compareTo(MOST) < 0;
    return longer ? length.multipliedBy(2) : length;
  }

  private Piece piece(
      long endpointId, Instant from, Instant until, boolean withAttempts, Found found) {
    List<CheckSummary> oldestFirst = new ArrayList<>();
    found.rows().forEach(row -> oldestFirst.add(row.check()));
    Collections.reverse(oldestFirst);
    return new Piece(
        oldestFirst,
        withAttempts ? attempts.several(endpointId, from, until) : Map.of(),
        found.unreadable());
  }
}
