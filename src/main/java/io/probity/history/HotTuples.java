package io.probity.history;

import io.probity.db.Tx;
import io.probity.history.ResultColumns.Column;
import java.util.function.Consumer;

/**
 * Reads {@code result_hot} in PostgreSQL's binary COPY format, columns and order as in {@link
 * ResultRow#COLUMNS}, sorted by endpoint and instant, and hands the results on endpoint by
 * endpoint. Holds one endpoint's at a time. Confined to one thread.
 */
final class HotTuples implements Consumer<byte[]> {
  private static final int HEADER = 19;
  private static final int POSTGRES_INET_HEADER = 4;
  private static final long POSTGRES_EPOCH_MICROS = 946_684_800_000_000L;

  private static final Column[] COLUMNS = Column.values();

  /** Takes results. */
  interface Sink {
    /**
     * Takes results of one endpoint in order of time, at most {@link BlockCodec#MOST}; an endpoint
     * with more comes again at once.
     *
     * @param rows valid during the call
     */
    void take(long endpointId, ResultColumns rows);
  }

  private final Sink sink;
  private final ResultColumns rows = new ResultColumns();
  private long endpointId;
  private long count;
  private boolean begun;
  private boolean ended;
  private byte[] data = {};
  private int at;

  private HotTuples(Sink sink) {
    this.sink = sink;
  }

  /**
   * Hands on all that a query finds.
   *
   * @param from the query from its FROM on, without the order
   * @return how many results there were
   */
  static long read(Tx tx, String from, Sink sink) {
    return read(tx, from, "", sink);
  }

  /** As {@link #read(Tx, String, Sink)}, but no more than {@code limit}. */
  static long read(Tx tx, String from, int limit, Sink sink) {
    return read(tx, from, " LIMIT " + limit, sink);
  }

  private static long read(Tx tx, String from, String limit, Sink sink) {
    HotTuples tuples = new HotTuples(sink);
    tx.copyOut(
        "COPY (SELECT %s FROM %s ORDER BY endpoint_id, at%s) TO STDOUT (FORMAT binary)"
            .formatted(ResultRow.COLUMNS, from, limit),
        tuples);
    return tuples.finish();
  }

  @Override
  public void accept(byte[] message) {
    data = message;
    at = 0;
    if (!begun) {
      begun = true;
      at = HEADER;
    }
    while (at < data.length) {
      int fields = int2();
      if (fields == -1) {
        ended = true;
        return;
      }
      tuple();
    }
  }

  private void tuple() {
    int4();
    long endpoint = int8();
    int4();
    long micros = int8() + POSTGRES_EPOCH_MICROS;
    if (endpoint != endpointId || rows.size() == BlockCodec.MOST) {
      handOn();
      endpointId = endpoint;
    }
    int row = rows.add(micros);
    for (Column column : COLUMNS) {
      if (column == Column.ADDRESS) {
        break;
      }
      int length = int4();
      rows.set(
          column,
          row,
          switch (length) {
            case -1 -> ResultColumns.NULL;
            case 2 -> int2();
            default -> int4();
          });
    }
    rows.set(Column.ADDRESS, row, address());
    count++;
  }

  private int address() {
    int length = int4();
    if (length == -1) {
      return ResultColumns.NULL;
    }
    int bytes = length - POSTGRES_INET_HEADER;
    int place = rows.place(data, at + POSTGRES_INET_HEADER, bytes);
    at += length;
    return place;
  }

  private long finish() {
    if (!ended) {
      throw new IllegalStateException("the results ended without a trailer");
    }
    handOn();
    return count;
  }

  private void handOn() {
    if (rows.size() > 0) {
      sink.take(endpointId, rows);
      rows.clear();
    }
  }

  private int int2() {
    return (short) ((data[at++] & 0xFF) << 8 | data[at++] & 0xFF);
  }

  private int int4() {
    return (data[at++] & 0xFF) << 24
        | (data[at++] & 0xFF) << 16
        | (data[at++] & 0xFF) << 8
        | data[at++] & 0xFF;
  }

  private long int8() {
    return (long) int4() << 32 | int4() & 0xFFFF_FFFFL;
  }
}
