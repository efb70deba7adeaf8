package io.probity.history;

import io.probity.history.ResultColumns.Column;
import io.probity.probe.Timings;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** What a latency can be asked of. The order of those but the last is stored. */
public enum LatencyPhase {
  DNS("dns", Column.DNS, Timings::dnsUs),
  CONNECT("connect", Column.CONNECT, Timings::connectUs),
  TLS("tls", Column.TLS, Timings::tlsUs),
  WRITE("write", Column.WRITE, Timings::writeUs),
  FIRST_BYTE("firstByte", Column.FIRST_BYTE, Timings::firstByteUs),
  TRANSFER("transfer", Column.TRANSFER, Timings::transferUs),
  TOTAL("total", Column.TOTAL, Timings::totalUs);

  /** The phases proper. */
  static final List<LatencyPhase> PARTS = List.of(DNS, CONNECT, TLS, WRITE, FIRST_BYTE, TRANSFER);

  private final String wireName;
  private final Column column;
  private final ToIntFunction<Timings> micros;

  LatencyPhase(String wireName, Column column, ToIntFunction<Timings> micros) {
    this.wireName = wireName;
    this.column = column;
    this.micros = micros;
  }

  /** The name used in queries. */
  public String wireName() {
    return wireName;
  }

  /** Where results keep it. */
  Column column() {
    return column;
  }

  /** How long it took, {@link Timings#NONE} if it did not happen. */
  int micros(Timings timings) {
    return micros.applyAsInt(timings);
  }

  /** The phase of a name, if there is one. */
  public static Optional<LatencyPhase> ofWireName(String name) {
    return Arrays.stream(values()).filter(phase -> phase.wireName.equals(name)).findFirst();
  }
}
