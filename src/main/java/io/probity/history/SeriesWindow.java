package io.probity.history;

import java.time.Duration;
import java.time.Instant;

/**
 * A window cut into steps that begin at multiples of the step since the epoch, so that whole days
 * begin at midnight UTC. The first step may begin before what was asked for, and the last one end
 * after it.
 *
 * @param from the start of the first step
 * @param step whole milliseconds
 * @param steps how many there are, at least one
 */
public record SeriesWindow(Instant from, Duration step, int steps) {
  /** The most steps of one answer. */
  public static final int MAX_STEPS = 10_000;

  /**
   * The steps that {@code [from, to)} reaches into.
   *
   * @throws IllegalArgumentException if there are more than {@link #MAX_STEPS}, or none
   */
  public static SeriesWindow of(Instant from, Instant to, Duration step) {
    long count = count(from, to, step);
    if (count < 1 || count > MAX_STEPS) {
      throw new IllegalArgumentException(count + " steps");
    }
    Instant start =
        Instant.ofEpochMilli(Math.floorDiv(from.toEpochMilli(), step.toMillis()) * step.toMillis());
    return new SeriesWindow(start, step, (int) count);
  }

  /** How many steps {@code [from, to)} reaches into. */
  public static long count(Instant from, Instant to, Duration step) {
    long millis = step.toMillis();
    long last = to.minusNanos(1).toEpochMilli();
    return Math.floorDiv(last, millis) - Math.floorDiv(from.toEpochMilli(), millis) + 1;
  }

  /** The end of the last step. */
  Instant until() {
    return at(steps);
  }

  /** The start of a step. */
  public Instant at(int number) {
    return from.plus(step.multipliedBy(number));
  }

  /** The step an instant lies in; outside of the window it is negative, or too great. */
  int number(Instant at) {
    return number(Micros.of(at));
  }

  /** The step that an instant in microseconds since 1970 lies in, as {@link #number(Instant)}. */
  int number(long micros) {
    return (int) Math.floorDiv(micros - Micros.of(from), step.toMillis() * 1_000);
  }
}
