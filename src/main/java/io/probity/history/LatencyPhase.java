package io.probity.history;

import io.probity.probe.Timings;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** What a latency can be asked of. The order of those but the last is stored. */
public enum LatencyPhase {
  DNS("dns", Timings::dnsUs),
  CONNECT("connect", Timings::connectUs),
  TLS("tls", Timings::tlsUs),
  WRITE("write", Timings::writeUs),
  FIRST_BYTE("firstByte", Timings::firstByteUs),
  TRANSFER("transfer", Timings::transferUs),
  TOTAL("total", Timings::totalUs);

  /** The phases proper. */
  static final List<LatencyPhase> PARTS = List.of(DNS, CONNECT, TLS, WRITE, FIRST_BYTE, TRANSFER);

  private final String wireName;
  private final ToIntFunction<Timings> micros;

  LatencyPhase(String wireName, ToIntFunction<Timings> micros) {
    this.wireName = wireName;
    this.micros = micros;
  }

  /** The name used in queries. */
  public String wireName() {
    return wireName;
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
