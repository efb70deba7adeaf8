package io.probity.history;

import io.probity.history.PartitionStore.Partition;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps partitions of results and failures: creates them ahead of need and removes them after their
 * time. Safe to call from several replicas at once. Every method blocks and throws {@link
 * io.probity.db.DbException} on failure; a later call repairs what an earlier one left undone.
 */
@Singleton
public final class Partitions {
  /** The table of results that are not folded yet. */
  static final String RESULTS = "result_hot";

  private static final Logger LOG = Logger.getLogger(Partitions.class);
  private static final Duration AHEAD = Duration.ofDays(3);
  private static final Duration MONTHS_AHEAD = Duration.ofDays(35);

  private final PartitionStore store;
  private final Duration raw;
  private final Duration rollup;
  private final List<PartitionedTable> tables;
  private final PartitionedTable blocks = PartitionedTable.monthly("result_block", MONTHS_AHEAD);
  private final PartitionedTable rollups = PartitionedTable.yearly("rollup_day", MONTHS_AHEAD);

  @Inject
  Partitions(PartitionStore store, HistoryConfig config) {
    this.store = store;
    this.raw = atLeast(Duration.ofDays(1), config.raw(), "probity.history.raw");
    this.rollup = atLeast(raw, config.rollup(), "probity.history.rollup");
    Duration width =
        atLeast(Duration.ofMinutes(10), config.partitionWidth(), "probity.history.partition-width");
    if (width.compareTo(Duration.ofDays(7)) > 0) {
      throw new IllegalArgumentException(
          "probity.history.partition-width must be at most 7 days, not " + width);
    }
    Duration threeWidths = width.multipliedBy(3);
    this.tables =
        List.of(
            PartitionedTable.ofWidth(
                RESULTS, width, threeWidths.compareTo(AHEAD) > 0 ? threeWidths : AHEAD),
            PartitionedTable.monthly("failure", MONTHS_AHEAD));
  }

  private static Duration atLeast(Duration least, Duration value, String key) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException(key + " must be at least " + least + ", not " + value);
    }
    return value;
  }

  /** The instant before which results are no longer kept. */
  public Instant keptSince(Instant now) {
    return now.minus(raw);
  }

  /** Makes sure that results of now and of the next days have a place. */
  public void ensure(Instant now) {
    ensure(now, now);
  }

  /**
   * The same for results from an earlier instant on, as far as they are not older than what is
   * kept.
   */
  void ensure(Instant now, Instant earliest) {
    Instant from = Instants.later(earliest, keptSince(now));
    tables.forEach(table -> ensure(table, from, now));
    ensureFolds(keptSince(now), now);
  }

  /** Makes sure that what results from an instant on are folded into has a place. */
  void ensureFolds(Instant from, Instant now) {
    ensure(blocks, from, now);
    ensure(rollups, from, now);
  }

  /**
   * The instants whose results are kept, but too late for {@code result_hot}: their partitions are
   * folded, and none is created in their place. Null: there are none.
   */
  @Nullable Span late(Instant now) {
    Instant upto = store.foldedUpto();
    return keptSince(now).isBefore(upto) ? new Span(keptSince(now), upto) : null;
  }

  private void ensure(PartitionedTable table, Instant from, Instant now) {
    Instant to = now.plus(table.ahead());
    if (!table.missing(from, to, PartitionStore.spans(store.attached(table.name()))).isEmpty()) {
      int created = store.create(table, from, to);
      if (created > 0) {
        LOG.infof("%d partitions of %s created", created, table.name());
      }
    }
  }

  /** Roll-ups are kept from this instant on, the beginning of a year (UTC). */
  public Instant rollupsKeptSince(Instant now) {
    return rollups.floor().apply(now.minus(rollup));
  }

  /**
   * Removes what ended before the retention. Of two replicas at it at once one may get an
   * exception; nothing else is lost by it.
   */
  public void prune(Instant now) {
    tables.forEach(table -> prune(table, keptSince(now)));
    prune(blocks, keptSince(now));
    prune(rollups, now.minus(rollup));
  }

  private void prune(PartitionedTable table, Instant keptSince) {
    for (Partition partition : store.attached(table.name())) {
      Instant until = partition.span().until();
      // A detach that was begun has hidden the partition already: only finishing it is left.
      boolean hidden = partition.detaching() && !folded(table, until);
      if (hidden || !until.isAfter(keptSince)) {
        store.detach(table.name(), partition);
        store.drop(partition.name());
        LOG.infof("partition %s removed", partition.name());
      }
    }
    Instant lastStart = table.floor().apply(keptSince);
    for (String leftOver : store.detached(table, lastStart)) {
      store.drop(leftOver);
      LOG.infof("partition %s, detached earlier, removed", leftOver);
    }
  }

  /** What is folded is the fold's to remove: it looks for late results first. */
  private boolean folded(PartitionedTable table, Instant until) {
    return table.name().equals(RESULTS) && !until.isAfter(store.foldedUpto());
  }
}
