package io.probity.history;

import io.probity.history.ResultColumns.Column;
import io.probity.probe.Attempt;
import io.probity.probe.Check;
import io.probity.probe.Failure;
import io.probity.probe.HttpVersion;
import io.probity.probe.Response;
import io.probity.probe.Timings;
import io.probity.probe.Trigger;
import org.jspecify.annotations.Nullable;

/** The row of a check in {@code result_hot}. */
final class ResultRow {
  /** The columns in the order of {@link #tuple}. */
  static final String COLUMNS =
      "endpoint_id, at, total_us, dns_us, connect_us, tls_us, write_us, ttfb_us, transfer_us,"
          + " lag_us, bytes, status, failure, attempts, flags, verdict, address";

  private static final int FIELDS = 17;

  /** Where the flags hold the number of the trigger. */
  static final int TRIGGER_BITS = 0b11;

  private static final int VERSION_SHIFT = 2;
  private static final int VERSION_BITS = 0b11;
  private static final int REUSED = 1 << 4;
  private static final Trigger[] TRIGGERS = Trigger.values();
  private static final HttpVersion[] VERSIONS = HttpVersion.values();

  private ResultRow() {}

  /** The row as a COPY tuple. */
  static byte[] tuple(Check check) {
    Attempt deciding = check.deciding();
    Timings timings = deciding.timings();
    Response response = deciding.response();
    Failure failure = check.failure();
    CopyTuple tuple = new CopyTuple(FIELDS, 160);
    tuple.int8(check.endpointId()).instant(check.at()).int4(timings.totalUs());
    phase(tuple, timings.dnsUs());
    phase(tuple, timings.connectUs());
    phase(tuple, timings.tlsUs());
    phase(tuple, timings.writeUs());
    phase(tuple, timings.firstByteUs());
    phase(tuple, timings.transferUs());
    tuple.int4(check.lagUs());
    tuple.int4(response == null ? 0 : (int) Math.min(Integer.MAX_VALUE, response.bytes()));
    if (response == null) {
      tuple.nullField();
    } else {
      tuple.int2(response.status());
    }
    if (failure == null) {
      tuple.nullField();
    } else {
      tuple.int2(failure.cls().number());
    }
    return tuple
        .int2(check.attempts().size())
        .int2(flags(check, deciding))
        .int2(check.verdict().number())
        .inet(AddressLiteral.bytes(deciding.address()))
        .build();
  }

  private static void phase(CopyTuple tuple, int micros) {
    if (micros == Timings.NONE) {
      tuple.nullField();
    } else {
      tuple.int4(micros);
    }
  }

  /** A row of columns as a COPY tuple. */
  static byte[] tuple(long endpointId, ResultColumns rows, int row) {
    CopyTuple tuple = new CopyTuple(FIELDS, 160);
    tuple.int8(endpointId).instant(Micros.instant(rows.at(row)));
    for (Column column : Column.values()) {
      int value = rows.value(column, row);
      if (column == Column.ADDRESS) {
        tuple.inet(value == ResultColumns.NULL ? null : rows.addresses().get(value));
      } else if (value == ResultColumns.NULL) {
        tuple.nullField();
      } else if (column.ordinal() < Column.STATUS.ordinal()) {
        tuple.int4(value);
      } else {
        tuple.int2(value);
      }
    }
    return tuple.build();
  }

  private static int flags(Check check, Attempt deciding) {
    Response response = deciding.response();
    int version = response == null ? 0 : response.version().number();
    return check.trigger().number() | version << VERSION_SHIFT | (deciding.reused() ? REUSED : 0);
  }

  /** The trigger in a row's flags; one of a newer version counts, and so was on schedule. */
  static Trigger triggerOf(int flags) {
    for (Trigger trigger : TRIGGERS) {
      if (trigger.number() == (flags & TRIGGER_BITS)) {
        return trigger;
      }
    }
    return Trigger.SCHEDULE;
  }

  /** Whether a row with these flags counts: manual checks do not. */
  static boolean counts(int flags) {
    return (flags & TRIGGER_BITS) != Trigger.MANUAL.number();
  }

  /** The HTTP version in a row's flags, null: no response. */
  static @Nullable HttpVersion versionOf(int flags) {
    for (HttpVersion version : VERSIONS) {
      if (version.number() == (flags >> VERSION_SHIFT & VERSION_BITS)) {
        return version;
      }
    }
    return null;
  }

  static boolean reused(int flags) {
    return (flags & REUSED) != 0;
  }
}
