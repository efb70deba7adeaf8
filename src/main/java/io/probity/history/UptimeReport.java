package io.probity.history;

import io.probity.history.Period.State;
import io.probity.history.UptimeStore.Incident;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an endpoint fared over a window. The seconds add up to the window, exact to the microsecond.
 *
 * @param uptime (up + degraded) / (up + degraded + down), rounded down to six decimals so that it
 *     is 1 only without any downtime; null: nothing was observed
 * @param coverage (up + degraded + down) / (window − paused − maintenance), rounded down; null:
 *     nothing was to be observed
 * @param incidents those that were open at any time within the window
 * @param mttrSeconds mean duration of the incidents closed within the window, null: none was
 * @param mtbfSeconds time up or degraded per incident, null: there was none
 */
public record UptimeReport(
    BigDecimal upSeconds,
    BigDecimal degradedSeconds,
    BigDecimal downSeconds,
    BigDecimal maintenanceSeconds,
    BigDecimal pausedSeconds,
    BigDecimal unknownSeconds,
    @Nullable BigDecimal uptime,
    @Nullable BigDecimal coverage,
    int incidents,
    @Nullable BigDecimal mttrSeconds,
    @Nullable BigDecimal mtbfSeconds) {
  private static final int DECIMALS = 6;

  static UptimeReport of(Map<State, Long> micros, List<Incident> incidents, Span window) {
    long good = time(micros, State.UP) + time(micros, State.DEGRADED);
    long observed = good + time(micros, State.DOWN);
    return new UptimeReport(
        seconds(time(micros, State.UP)),
        seconds(time(micros, State.DEGRADED)),
        seconds(time(micros, State.DOWN)),
        seconds(time(micros, State.MAINTENANCE)),
        seconds(time(micros, State.PAUSED)),
        seconds(time(micros, State.UNKNOWN)),
        ratio(good, observed),
        ratio(observed, observed + time(micros, State.UNKNOWN)),
        incidents.size(),
        meanRepair(incidents, window),
        incidents.isEmpty() ? null : seconds(good / incidents.size()));
  }

  private static long time(Map<State, Long> micros, State state) {
    return micros.getOrDefault(state, 0L);
  }

  private static @Nullable BigDecimal ratio(long part, long whole) {
    return whole == 0
        ? null
        : plain(
            BigDecimal.valueOf(part)
                .divide(BigDecimal.valueOf(whole), DECIMALS, RoundingMode.DOWN));
  }

  private static @Nullable BigDecimal meanRepair(List<Incident> incidents, Span window) {
    long repaired = 0;
    long micros = 0;
    for (Incident incident : incidents) {
      Instant closedAt = incident.closedAt();
      if (closedAt != null && !closedAt.isAfter(window.until())) {
        repaired++;
        micros += ChronoUnit.MICROS.between(incident.openedAt(), closedAt);
      }
    }
    return repaired == 0 ? null : seconds(micros / repaired);
  }

  private static BigDecimal seconds(long micros) {
    return plain(BigDecimal.valueOf(micros, DECIMALS));
  }

  /** Without trailing zeros and without an exponent. */
  private static BigDecimal plain(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
