package io.probity.history;

import io.probity.db.Db;
import io.probity.db.Tx;
import io.probity.history.ResultColumns.Column;
import io.probity.probe.Verdict;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads results wherever they are, rows and blocks, as one history; also while a fold turns the one
 * into the other. Of a failure only the class is read.
 */
@Singleton
final class CheckStore {
  private static final int FIRST_CELLS = 2;

  /** For long pages more cells are read at first, one for so many results. */
  private static final int RESULTS_PER_CELL = 512;

  private static final Comparator<CheckRow> NEWEST_FIRST =
      Comparator.comparing((CheckRow row) -> row.check().at()).reversed();

  private final Db db;
  private final UnreadableBlocks unreadable;

  CheckStore(Db db, UnreadableBlocks unreadable) {
    this.db = db;
    this.unreadable = unreadable;
  }

  /**
   * The newest result of each endpoint in {@code [from, until)} that counts, hence no manual one;
   * without one it is missing.
   */
  List<CheckRow> latest(Collection<Long> endpointIds, Instant from, Instant until) {
    if (endpointIds.isEmpty()) {
      return List.of();
    }
    return FoldMarkStore.reading(db, (tx, mark) -> latest(tx, mark, endpointIds, from, until));
  }

  private List<CheckRow> latest(
      Tx tx, Instant mark, Collection<Long> endpointIds, Instant from, Instant until) {
    List<CheckRow> rows = new ArrayList<>();
    Set<Long> missing = new HashSet<>(endpointIds);
    if (mark.isBefore(until)) {
      rows.addAll(HotStore.HOT.latest(tx, missing, Instants.later(from, mark), until));
      rows.forEach(row -> missing.remove(row.endpointId()));
    }
    if (from.isBefore(mark) && !missing.isEmpty()) {
      rows.addAll(latestFolded(tx, missing, from, Instants.earlier(until, mark)));
    }
    return rows;
  }

  private Collection<CheckRow> latestFolded(
      Tx tx, Set<Long> endpointIds, Instant from, Instant until) {
    Map<Long, CheckRow> latest = new HashMap<>();
    CellScan scan = new CellScan(unreadable);
    Set<Long> silent = new HashSet<>();
    List<Block> blocks = BlockStore.newestOfEach(tx, endpointIds, from, until);
    blocks.forEach(block -> silent.add(block.endpointId()));
    scan.scan(
        blocks,
        (endpointId, rows, row) -> {
          if (counts(rows, row) && within(rows.at(row), from, until) && silent.remove(endpointId)) {
            latest.put(endpointId, new CheckRow(endpointId, rows.summary(row)));
          }
          return true;
        });
    // Whose newest block holds manual checks only, or is damaged.
    for (long endpointId : silent) {
      older(tx, endpointId, from, until, CheckStore::counts, List.of(), 1, scan)
          .forEach(row -> latest.put(endpointId, row));
    }
    HotStore.LATE
        .latest(tx, endpointIds, from, until)
        .forEach(
            late ->
                latest.merge(
                    late.endpointId(),
                    late,
                    (one, other) -> NEWEST_FIRST.compare(one, other) <= 0 ? one : other));
    return latest.values();
  }

  private static boolean counts(ResultColumns rows, int row) {
    return ResultRow.counts(rows.value(Column.FLAGS, row));
  }

  /** The newest results of each endpoint that count, those of one newest first. */
  List<CheckRow> recent(Collection<LatestChecks.Wanted> wanted, Instant until) {
    if (wanted.isEmpty()) {
      return List.of();
    }
    return FoldMarkStore.reading(
        db,
        (tx, mark) -> {
          List<CheckRow> rows = new ArrayList<>(HotStore.HOT.recent(tx, wanted, mark, until));
          Map<Long, Integer> found = new HashMap<>();
          rows.forEach(row -> found.merge(row.endpointId(), 1, Integer::sum));
          for (LatestChecks.Wanted each : wanted) {
            int missing = each.atMost() - found.getOrDefault(each.endpointId(), 0);
            if (missing > 0 && each.since().isBefore(mark)) {
              rows.addAll(recentFolded(tx, each, Instants.earlier(until, mark), missing));
            }
          }
          return rows;
        });
  }

  private List<CheckRow> recentFolded(Tx tx, LatestChecks.Wanted wanted, Instant until, int limit) {
    long id = wanted.endpointId();
    List<CheckRow> late = HotStore.LATE.recent(tx, List.of(wanted), Instant.EPOCH, until);
    CellScan scan = new CellScan(unreadable);
    return older(tx, id, wanted.since(), until, CheckStore::counts, late, limit, scan);
  }

  /** When the newest result in {@code [from, until)} that counts and says something was. */
  Optional<Instant> latestAt(long endpointId, Instant from, Instant until) {
    return FoldMarkStore.reading(
        db,
        (tx, mark) ->
            HotStore.HOT
                .heard(tx, endpointId, Instants.later(from, mark), until)
                .or(() -> heardFolded(tx, endpointId, from, Instants.earlier(until, mark))));
  }

  private Optional<Instant> heardFolded(Tx tx, long endpointId, Instant from, Instant until) {
    Optional<Instant> late = HotStore.LATE.heard(tx, endpointId, from, until);
    Instant start = late.filter(from::isBefore).orElse(from);
    CellScan scan = new CellScan(unreadable);
    return older(tx, endpointId, start, until, CheckStore::says, List.of(), 1, scan).stream()
        .map(row -> row.check().at())
        .findFirst()
        .or(() -> late);
  }

  private static boolean says(ResultColumns rows, int row) {
    return counts(rows, row) && rows.value(Column.VERDICT, row) != Verdict.UNKNOWN.number();
  }

  /**
   * The results after an instant of their endpoint and before {@code until}, oldest first; of the
   * last minutes only, which are never folded.
   *
   * @param since by number of the endpoint
   */
  List<CheckRow> since(Map<Long, Instant> since, Instant until, int limit) {
    return since.isEmpty() ? List.of() : db.tx(tx -> HotStore.HOT.since(tx, since, until, limit));
  }

  /**
   * The newest results in {@code [from, until)}.
   *
   * @param verdict null: any
   */
  Found newest(long endpointId, Instant from, Instant until, @Nullable Verdict verdict, int limit) {
    return FoldMarkStore.reading(
        db,
        (tx, mark) -> {
          List<CheckRow> rows = new ArrayList<>();
          if (mark.isBefore(until)) {
            rows.addAll(
                HotStore.HOT.newest(
                    tx, endpointId, Instants.later(from, mark), until, verdict, limit));
          }
          CellScan scan = new CellScan(unreadable);
          int missing = limit - rows.size();
          if (missing > 0 && from.isBefore(mark)) {
            Instant end = Instants.earlier(until, mark);
            List<CheckRow> late = HotStore.LATE.newest(tx, endpointId, from, end, verdict, missing);
            rows.addAll(older(tx, endpointId, from, end, of(verdict), late, missing, scan));
          }
          return new Found(rows, scan.unreadable());
        });
  }

  private static Wanted of(@Nullable Verdict verdict) {
    return verdict == null
        ? (rows, row) -> true
        : (rows, row) -> rows.value(Column.VERDICT, row) == verdict.number();
  }

  /** Tells which results of blocks are asked for. */
  @FunctionalInterface
  private interface Wanted {
    boolean test(ResultColumns rows, int row);
  }

  /** From blocks, with late rows where they belong; newest first. */
  private static List<CheckRow> older(
      Tx tx,
      long endpointId,
      Instant from,
      Instant until,
      Wanted wanted,
      List<CheckRow> late,
      int limit,
      CellScan scan) {
    NewestFirst rows = new NewestFirst(late, limit);
    scan.newestFirst(
        tx,
        endpointId,
        new Span(from, until),
        Math.max(FIRST_CELLS, limit / RESULTS_PER_CELL),
        (id, columns, row) ->
            !wanted.test(columns, row) || rows.add(new CheckRow(id, columns.summary(row))));
    return rows.finish();
  }

  /** The results of these instants. */
  Found at(long endpointId, List<Instant> instants) {
    if (instants.isEmpty()) {
      return new Found(List.of(), List.of());
    }
    return FoldMarkStore.reading(
        db,
        (tx, mark) -> {
          List<Instant> hot = instants.stream().filter(each -> !each.isBefore(mark)).toList();
          List<Instant> folded = instants.stream().filter(each -> each.isBefore(mark)).toList();
          List<CheckRow> rows = new ArrayList<>();
          if (!hot.isEmpty()) {
            rows.addAll(HotStore.HOT.at(tx, endpointId, hot));
          }
          CellScan scan = new CellScan(unreadable);
          if (!folded.isEmpty()) {
            rows.addAll(folded(tx, endpointId, folded, scan));
          }
          return new Found(rows, scan.unreadable());
        });
  }

  private static List<CheckRow> folded(
      Tx tx, long endpointId, List<Instant> instants, CellScan scan) {
    NewestFirst rows =
        new NewestFirst(HotStore.LATE.at(tx, endpointId, instants), Integer.MAX_VALUE);
    Set<Long> wanted = new HashSet<>();
    instants.forEach(instant -> wanted.add(Micros.of(instant)));
    scan.scan(
        BlockStore.around(tx, endpointId, instants),
        (id, columns, row) ->
            !wanted.contains(columns.at(row)) || rows.add(new CheckRow(id, columns.summary(row))));
    return rows.finish();
  }

  private static boolean within(long micros, Instant from, Instant until) {
    Instant at = Micros.instant(micros);
    return !at.isBefore(from) && at.isBefore(until);
  }
}
