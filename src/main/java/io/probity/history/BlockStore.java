package io.probity.history;

import io.probity.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;

/** The table {@code result_block}. Works in the caller's transaction. */
final class BlockStore {
  private static final String COPY =
      "COPY result_block (endpoint_id, at, part, last_at, n, codec, data)"
          + " FROM STDIN (FORMAT binary)";
  private static final int FIELDS = 7;
  private static final int OVERHEAD = 80;

  private BlockStore() {}

  static void write(Tx tx, List<Block> blocks) {
    byte[] stream = CopyTuple.stream(blocks.stream().map(BlockStore::tuple).toList());
    tx.copyIn(COPY, stream, stream.length);
  }

  private static byte[] tuple(Block block) {
    return new CopyTuple(FIELDS, OVERHEAD + block.data().length)
        .int8(block.endpointId())
        .instant(block.at())
        .int2(block.part())
        .instant(block.lastAt())
        .int4(block.n())
        .int2(block.codec())
        .bytes(block.data())
        .build();
  }

  private static final String COLUMNS =
      "b.endpoint_id, b.at, b.part, b.last_at, b.n, b.codec, b.data";

  private static final String NEWEST =
      """
      SELECT %s FROM result_block b
      WHERE b.endpoint_id = ? AND b.at >= ? AND b.at < ? AND b.at = ANY (ARRAY(
        SELECT DISTINCT c.at FROM result_block c
        WHERE c.endpoint_id = ? AND c.at >= ? AND c.at < ? AND c.last_at >= ?
        ORDER BY c.at DESC LIMIT ?))
      ORDER BY b.at DESC, b.part
      """
          .formatted(COLUMNS);

  /**
   * The newest cells with results in {@code [from, until)}, all parts of each, newest cell first.
   */
  static List<Block> newest(Tx tx, long endpointId, Instant from, Instant until, int cells) {
    Instant least = from.minus(FoldMarkStore.LONGEST_BLOCK);
    return tx.list(
        NEWEST, BlockStore::block, endpointId, least, until, endpointId, least, until, from, cells);
  }

  private static final String NEWEST_OF_EACH =
      """
      SELECT %s FROM unnest(?::bigint[]) AS e (id)
      CROSS JOIN LATERAL (
        SELECT max(c.at) AS at FROM result_block c
        WHERE c.endpoint_id = e.id AND c.at >= ? AND c.at < ? AND c.last_at >= ?) newest
      JOIN result_block b ON b.endpoint_id = e.id AND b.at = newest.at
      WHERE b.at >= ? AND b.at < ?
      ORDER BY b.endpoint_id, b.part
      """
          .formatted(COLUMNS);

  /** The newest cell of each endpoint with results in {@code [from, until)}, by endpoint. */
  static List<Block> newestOfEach(
      Tx tx, Collection<Long> endpointIds, Instant from, Instant until) {
    Instant least = from.minus(FoldMarkStore.LONGEST_BLOCK);
    return tx.list(
        NEWEST_OF_EACH,
        BlockStore::block,
        endpointIds.stream().mapToLong(Long::longValue).toArray(),
        least,
        until,
        from,
        least,
        until);
  }

  private static final String AROUND =
      """
      SELECT %s FROM result_block b
      WHERE b.endpoint_id = ? AND b.at >= ? AND b.at <= ? AND b.at = ANY (ARRAY(
        SELECT DISTINCT c.at FROM unnest(?::text[]::timestamptz[]) AS w (at)
        CROSS JOIN LATERAL (
          SELECT max(x.at) AS at FROM result_block x
          WHERE x.endpoint_id = ? AND x.at <= w.at AND x.at > w.at - ?::interval
            AND x.at >= ? AND x.at <= ?) c))
      ORDER BY b.at DESC, b.part
      """
          .formatted(COLUMNS);

  /** The cells that these instants belong to, newest first. */
  static List<Block> around(Tx tx, long endpointId, Collection<Instant> instants) {
    Instant first = instants.stream().min(Instant::compareTo).orElseThrow();
    Instant last = instants.stream().max(Instant::compareTo).orElseThrow();
    Instant least = first.minus(FoldMarkStore.LONGEST_BLOCK);
    return tx.list(
        AROUND,
        BlockStore::block,
        endpointId,
        least,
        last,
        instants.stream().map(Instant::toString).toArray(String[]::new),
        endpointId,
        FoldMarkStore.LONGEST_BLOCK.toSeconds() + " seconds",
        least,
        last);
  }

  private static Block block(ResultSet row) throws SQLException {
    return new Block(
        row.getLong("endpoint_id"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getInt("part"),
        row.getObject("last_at", OffsetDateTime.class).toInstant(),
        row.getInt("n"),
        row.getInt("codec"),
        row.getBytes("data"));
  }
}
