package io.probity.history;

import io.probity.db.Db;
import java.util.List;

/** How much disk tables take, all of their partitions together. */
final class TableSizes {
  private static final List<String> TABLES =
      List.of(
          "result_hot",
          "result_block",
          "rollup_day",
          "failure",
          "rollup_sum",
          "health_period",
          "health");

  private static final String SIZES =
      """
      SELECT coalesce(sum(pg_relation_size(t.relid)), 0) AS heap,
        coalesce(sum(pg_indexes_size(t.relid)), 0) AS indexes,
        coalesce(sum(pg_total_relation_size(c.reltoastrelid)), 0) AS toast,
        coalesce(sum(pg_total_relation_size(t.relid)), 0) AS total
      FROM (
        SELECT relid FROM pg_partition_tree('%1$s')
        UNION SELECT '%1$s'::regclass) t
      JOIN pg_class c ON c.oid = t.relid
      """;

  private final Db db;

  TableSizes(Db db) {
    this.db = db;
  }

  /** Bytes with indexes and TOAST. */
  long total(String table) {
    return db.first(SIZES.formatted(table), row -> row.getLong("total")).orElseThrow();
  }

  /** A Markdown table. */
  String table(long results) {
    StringBuilder text =
        new StringBuilder(
            "| table | heap KiB | indexes KiB | TOAST KiB | total KiB | B per result |\n"
                + "|---|---|---|---|---|---|\n");
    for (String table : TABLES) {
      db.list(
              SIZES.formatted(table),
              row ->
                  "| %s | %,d | %,d | %,d | %,d | %.2f |%n"
                      .formatted(
                          table,
                          row.getLong("heap") >> 10,
                          row.getLong("indexes") >> 10,
                          row.getLong("toast") >> 10,
                          row.getLong("total") >> 10,
                          row.getLong("total") / (double) results))
          .forEach(text::append);
    }
    return text.toString();
  }
}
