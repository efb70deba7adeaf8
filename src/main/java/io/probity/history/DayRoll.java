package io.probity.history;

import io.probity.probe.CheckSummary;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Phase;
import io.probity.probe.Timings;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
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
  private static final int CODEC = 1;
  private static final int HOURS = 24;

  /** What is found wrong only after the whole response has arrived. */
  private static final Set<Phase> ANSWERED = EnumSet.of(Phase.STATUS, Phase.ASSERTION);

  private final @Nullable HourRoll[] hours = new @Nullable HourRoll[HOURS];
  private final List<LatencySketch> parts = new ArrayList<>();

  /** A roll of no checks. */
  public DayRoll() {
    LatencyPhase.PARTS.forEach(part -> parts.add(new LatencySketch()));
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
    hour.count(verdict, failure == null ? 0 : failure.number());
    if (answered(failure)) {
      hour.total().add(timings.totalUs());
      for (int i = 0; i < parts.size(); i++) {
        int micros = LatencyPhase.PARTS.get(i).micros(timings);
        if (micros != Timings.NONE) {
          parts.get(i).add(micros);
        }
      }
    }
  }

  /** Whether a check with this failure tells of a latency. */
  static boolean answered(@Nullable FailureClass failure) {
    return failure == null || ANSWERED.contains(failure.phase());
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
    return part < 0 ? sum().total() : parts.get(part);
  }

  /** Adds everything another one knows. */
  public void merge(DayRoll other) {
    for (int i = 0; i < HOURS; i++) {
      HourRoll hour = other.hours[i];
      if (hour != null) {
        hour(i).merge(hour);
      }
    }
    for (int i = 0; i < parts.size(); i++) {
      parts.get(i).merge(other.parts.get(i));
    }
  }

  /** The stored form, with a checksum. */
  public byte[] encode() {
    PackedOutput output = new PackedOutput().number(CODEC);
    int present = 0;
    for (int i = 0; i < HOURS; i++) {
      present |= hours[i] == null ? 0 : 1 << i;
    }
    output.number(present);
    for (HourRoll hour : hours) {
      if (hour != null) {
        hour.writeTo(output);
      }
    }
    parts.forEach(part -> part.writeTo(output));
    return output.sealed();
  }

  /**
   * Reads the stored form.
   *
   * @throws CorruptRollup if it is not what was written, or was written by a newer version
   */
  public static DayRoll decode(byte[] bytes) {
    PackedInput input = new PackedInput(bytes);
    if (input.number() != CODEC) {
      throw new CorruptRollup("its codec is unknown");
    }
    DayRoll roll = new DayRoll();
    int present = input.size();
    for (int i = 0; i < HOURS; i++) {
      if ((present & 1 << i) != 0) {
        roll.hour(i).readFrom(input);
      }
    }
    roll.parts.forEach(part -> part.readFrom(input));
    if (input.hasRemaining()) {
      throw new CorruptRollup("it goes on after its end");
    }
    return roll;
  }
}
