package io.probity.history;

import io.probity.history.ResultColumns.Column;
import io.probity.probe.CheckSummary;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Phase;
import io.probity.probe.Timings;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the checks of an endpoint within one UTC day came to: per hour the verdicts, the classes of
 * failure and the latency, and for the day the latency of each phase. Rolls are merged without
 * loss, in any order. Manual checks are left out. Latencies are those of checks whose response was
 * complete, whatever was in it: how soon a connection was refused says nothing of how fast the
 * endpoint is. Confined to one thread.
 */
public final class DayRoll {
  private static final int CODEC = 2;
  private static final int HOURS = 24;
  private static final long HOUR_MICROS = 3_600_000_000L;
  private static final long DAY_MICROS = HOURS * HOUR_MICROS;
  private static final int PARTS = LatencyPhase.PARTS.size();
  private static final Column[] COLUMNS =
      LatencyPhase.PARTS.stream().map(LatencyPhase::column).toArray(Column[]::new);

  /** What is found wrong only after the whole response has arrived. */
  private static final Set<Phase> ANSWERED = EnumSet.of(Phase.STATUS, Phase.ASSERTION);

  private static final boolean[] ANSWERED_NUMBERS = answeredNumbers();

  private final @Nullable HourRoll[] hours = new @Nullable HourRoll[HOURS];
  private final LatencySketch[] parts = new LatencySketch[PARTS];

  /** A roll of no checks. */
  public DayRoll() {
    Arrays.setAll(parts, part -> new LatencySketch());
  }

  /** Adds a check of this day. */
  public void add(CheckSummary check) {
    Failure failure = check.failure();
    add(
        check.at(),
        check.trigger(),
        check.verdict(),
        failure == null ? null : failure.cls(),
        check.timings());
  }

  /**
   * Adds a check of this day.
   *
   * @param failure null: it passed in full
   */
  public void add(
      Instant at,
      Trigger trigger,
      Verdict verdict,
      @Nullable FailureClass failure,
      Timings timings) {
    if (trigger == Trigger.MANUAL) {
      return;
    }
    HourRoll hour = hour(at.atOffset(ZoneOffset.UTC).getHour());
    int number = failure == null ? 0 : failure.number();
    hour.count(verdict.number(), number);
    if (answered(number)) {
      hour.total().add(timings.totalUs());
      for (int i = 0; i < PARTS; i++) {
        int micros = LatencyPhase.PARTS.get(i).micros(timings);
        if (micros != Timings.NONE) {
          parts[i].add(micros);
        }
      }
    }
  }

  /** Adds a result of this day; one with numbers that a later version wrote counts as well. */
  void add(ResultColumns rows, int row) {
    if (!ResultRow.counts(rows.value(Column.FLAGS, row))) {
      return;
    }
    HourRoll hour = hour((int) (Math.floorMod(rows.at(row), DAY_MICROS) / HOUR_MICROS));
    int failure = rows.failure(row);
    hour.count(rows.value(Column.VERDICT, row), failure);
    if (answered(failure)) {
      hour.total().add(rows.value(Column.TOTAL, row));
      for (int i = 0; i < PARTS; i++) {
        int micros = rows.value(COLUMNS[i], row);
        if (micros != ResultColumns.NULL) {
          parts[i].add(micros);
        }
      }
    }
  }

  /**
   * Whether a check tells of a latency.
   *
   * @param failure number of its class, 0: none; one that a later version wrote tells nothing
   */
  static boolean answered(int failure) {
    return failure >= 0 && failure < ANSWERED_NUMBERS.length && ANSWERED_NUMBERS[failure];
  }

  private static boolean[] answeredNumbers() {
    boolean[] numbers = new boolean[1 << 10];
    numbers[0] = true;
    for (FailureClass each : FailureClass.values()) {
      numbers[each.number()] = ANSWERED.contains(each.phase());
    }
    return numbers;
  }

  private HourRoll hour(int number) {
    HourRoll hour = hours[number];
    if (hour == null) {
      hour = new HourRoll();
      hours[number] = hour;
    }
    return hour;
  }

  /** What is known of an hour (0 to 23), null: there were no checks. */
  @Nullable HourRoll ofHour(int number) {
    return hours[number];
  }

  /** The whole day. */
  HourRoll sum() {
    HourRoll sum = new HourRoll();
    for (HourRoll hour : hours) {
      if (hour != null) {
        sum.merge(hour);
      }
    }
    return sum;
  }

  /** The latency of a phase over the whole day. */
  LatencySketch latency(LatencyPhase phase) {
    int part = LatencyPhase.PARTS.indexOf(phase);
    return part < 0 ? sum().total() : parts[part];
  }

  /** Adds everything another one knows. */
  public void merge(DayRoll other) {
    for (int i = 0; i < HOURS; i++) {
      HourRoll hour = other.hours[i];
      if (hour != null) {
        hour(i).merge(hour);
      }
    }
    for (int i = 0; i < PARTS; i++) {
      parts[i].merge(other.parts[i]);
    }
  }

  /** The stored form, with a checksum. */
  public byte[] encode() {
    PackedBytes out = new PackedBytes();
    out.varint(CODEC);
    int present = 0;
    for (int i = 0; i < HOURS; i++) {
      present |= hours[i] == null ? 0 : 1 << i;
    }
    out.varint(present);
    for (HourRoll hour : hours) {
      if (hour != null) {
        hour.writeTo(out);
      }
    }
    for (LatencySketch part : parts) {
      part.writeTo(out);
    }
    return out.sealed();
  }

  /**
   * Reads the stored form.
   *
   * @throws CorruptBytes if it is not what was written, or was written by a newer version
   */
  public static DayRoll decode(byte[] bytes) {
    PackedReader in = PackedReader.unsealed(bytes);
    if (in.varint() != CODEC) {
      throw new CorruptBytes("is packed in an unknown way");
    }
    DayRoll roll = new DayRoll();
    int present = in.count((1 << HOURS) - 1);
    for (int i = 0; i < HOURS; i++) {
      if ((present & 1 << i) != 0) {
        roll.hour(i).readFrom(in);
      }
    }
    for (LatencySketch part : roll.parts) {
      part.readFrom(in);
    }
    in.expectEnd();
    return roll;
  }
}
