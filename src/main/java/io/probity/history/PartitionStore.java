package io.probity.history;

import io.probity.db.Db;
import io.probity.db.Tx;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Attaches, detaches and lists partitions. A partition is created beside its parent and then
 * attached, and detached concurrently before it is dropped: neither makes a writer or a reader
 * wait, as {@code CREATE … PARTITION OF} and a plain {@code DROP} would.
 */
@Singleton
final class PartitionStore {
  private final Db db;

  PartitionStore(Db db) {
    this.db = db;
  }

  /**
   * An attached partition.
   *
   * @param detaching a concurrent detach was begun and not finished
   */
  record Partition(String name, Span span, boolean detaching) {}

  private static final String ATTACHED =
      """
      SELECT c.relname, i.inhdetachpending,
             (regexp_match(b.bound, 'FROM \\(''([^'']+)''\\)'))[1]::timestamptz,
             (regexp_match(b.bound, 'TO \\(''([^'']+)''\\)'))[1]::timestamptz
      FROM pg_inherits i
      JOIN pg_class c ON c.oid = i.inhrelid
      CROSS JOIN LATERAL (SELECT pg_get_expr(c.relpartbound, c.oid) AS bound) b
      WHERE i.inhparent = '%s'::regclass
      ORDER BY 3
      """;

  /** The partitions of a table, oldest first. */
  List<Partition> attached(String table) {
    return db.tx(tx -> attached(tx, table));
  }

  private static List<Partition> attached(Tx tx, String table) {
    return tx.list(
        ATTACHED.formatted(table),
        row ->
            new Partition(
                row.getString(1),
                new Span(
                    row.getObject(3, OffsetDateTime.class).toInstant(),
                    row.getObject(4, OffsetDateTime.class).toInstant()),
                row.getBoolean(2)));
  }

  /**
   * Creates what is missing between two instants, of results only from the fold mark on; one
   * replica at a time. Returns how many.
   */
  int create(PartitionedTable table, Instant from, Instant to) {
    return db.tx(
        tx -> {
          FoldMarkStore.lock(tx);
          List<Span> existing = new ArrayList<>(spans(attached(tx, table.name())));
          if (table.name().equals(Partitions.RESULTS)) {
            existing.add(new Span(Instant.EPOCH, FoldMarkStore.read(tx).upto()));
          }
          List<Span> missing = table.missing(from, to, existing);
          missing.forEach(span -> attach(tx, table, span));
          return missing.size();
        });
  }

  static List<Span> spans(List<Partition> partitions) {
    return partitions.stream().map(Partition::span).toList();
  }

  /**
   * Results are only added, found by their key, and dropped once they are folded: no use to tidy up
   * after them, and their statistics hold until there are twice as many.
   */
  private static final String SHORT_LIVED =
      "WITH (autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_scale_factor = 1)";

  private static void attach(Tx tx, PartitionedTable table, Span span) {
    String partition = table.partition(span.from());
    String storage = table.name().equals(Partitions.RESULTS) ? SHORT_LIVED : "";
    // The constraint spares ATTACH the scan of a partition that was detached and comes back.
    tx.update(
        """
        CREATE TABLE IF NOT EXISTS %s (
          LIKE %s INCLUDING ALL, CHECK (at >= '%s' AND at < '%s')) %s
        """
            .formatted(partition, table.name(), span.from(), span.until(), storage));
    tx.update(
        "ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM ('%s') TO ('%s')"
            .formatted(table.name(), partition, span.from(), span.until()));
  }

  private static final String DETACHED =
      """
      SELECT c.relname FROM pg_class c
      WHERE c.relkind = 'r' AND NOT c.relispartition
        AND c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = '%1$s'::regclass)
        AND c.relname ~ '^%1$s_[0-9]{8}_[0-9]{6}$' AND c.relname < '%2$s'
      """;

  /** Tables that were partitions starting before an instant and were never dropped. */
  List<String> detached(PartitionedTable table, Instant before) {
    return db.list(
        DETACHED.formatted(table.name(), table.partition(before)), row -> row.getString(1));
  }

  /**
   * Detaches a partition, or finishes a detach that was interrupted. Waits for every transaction
   * that may still see the partition, so the caller must have none open itself.
   */
  void detach(String table, Partition partition) {
    db.update(
        "ALTER TABLE %s DETACH PARTITION %s %s"
            .formatted(
                table, partition.name(), partition.detaching() ? "FINALIZE" : "CONCURRENTLY"));
  }

  /** Results before this are in blocks. */
  Instant foldedUpto() {
    return db.tx(FoldMarkStore::read).upto();
  }

  /** Whether there is a table of this name, attached or not. */
  boolean exists(String partition) {
    return db.first("SELECT to_regclass(?) IS NOT NULL", row -> row.getBoolean(1), partition)
        .orElse(false);
  }

  /** How many rows there are. */
  long count(String partition) {
    return db.first("SELECT count(*) FROM " + partition, row -> row.getLong(1)).orElse(0L);
  }

  /** Drops a detached partition with all that is in it. */
  void drop(String partition) {
    db.update("DROP TABLE IF EXISTS " + partition);
  }
}
