package io.probity.check;

import io.probity.probe.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which checks are due when. Checks of one slot start as one burst; between slots nothing wakes up.
 * Confined to the event loop.
 */
final class Schedule {
  private final EventLoop loop;
  private final InstantSource clock;
  private final Due due;
  private final TreeMap<Long, List<Entry>> slots = new TreeMap<>();
  private long armedFor = Long.MAX_VALUE;
  private boolean stopped;

  /** Takes a check that is due. */
  interface Due {
    /**
     * Starts a check.
     *
     * @param at its planned instant; for a check off the grid the instant it was asked for
     */
    void run(Probed probed, Instant at, Trigger trigger, boolean onGrid);
  }

  private record Entry(Probed probed, long atMillis, Trigger trigger, boolean onGrid, int number) {
    boolean isVoid() {
      int current = trigger == Trigger.CONFIRM ? probed.confirming : probed.scheduled;
      return probed.removed || current != number;
    }
  }

  Schedule(EventLoop loop, InstantSource clock, Due due) {
    this.loop = loop;
    this.clock = clock;
    this.due = due;
  }

  /** Puts the next check on the grid, in place of whatever was planned. */
  void onGrid(Probed probed) {
    onGrid(probed, clock.instant());
  }

  private void onGrid(Probed probed, Instant notBefore) {
    Instant at = probed.grid.after(notBefore);
    put(new Entry(probed, at.toEpochMilli(), Trigger.SCHEDULE, true, ++probed.scheduled));
  }

  /**
   * Plans one check off the grid after a delay, in place of whatever was planned; the grid goes on
   * after it.
   */
  void offGrid(Probed probed, Duration delay) {
    long at = clock.millis() + delay.toMillis();
    put(new Entry(probed, at, Trigger.SCHEDULE, false, ++probed.scheduled));
  }

  /** Plans a confirming check beside the grid, in place of an earlier one. */
  void confirm(Probed probed, Duration delay) {
    long at = clock.millis() + delay.toMillis();
    put(new Entry(probed, at, Trigger.CONFIRM, false, ++probed.confirming));
  }

  /** Voids whatever is planned. */
  void cancel(Probed probed) {
    probed.scheduled++;
    probed.confirming++;
  }

  /** Starts nothing any more. */
  void stop() {
    stopped = true;
    slots.clear();
  }

  private void put(Entry entry) {
    if (stopped) {
      return;
    }
    slots.computeIfAbsent(slotOf(entry.atMillis()), slot -> new ArrayList<>()).add(entry);
    arm();
  }

  /** Rounds up, so that nothing starts before its time. */
  private static long slotOf(long atMillis) {
    return Math.floorDiv(atMillis + Grid.SLOT_MILLIS - 1, Grid.SLOT_MILLIS) * Grid.SLOT_MILLIS;
  }

  private void arm() {
    if (slots.isEmpty() || slots.firstKey() >= armedFor) {
      return;
    }
    long slot = slots.firstKey();
    armedFor = slot;
    loop.after(Duration.ofMillis(Math.max(0, slot - clock.millis())), () -> wake(slot));
  }

  /** A timer that an earlier one has overtaken does nothing. */
  private void wake(long slot) {
    if (slot == armedFor) {
      armedFor = Long.MAX_VALUE;
      tick();
    }
  }

  /** Starts everything whose slot has come. */
  private void tick() {
    long now = clock.millis();
    Map.Entry<Long, List<Entry>> first = slots.firstEntry();
    while (first != null && first.getKey() <= now) {
      slots.remove(first.getKey());
      for (Entry entry : first.getValue()) {
        if (!entry.isVoid()) {
          start(entry);
        }
      }
      first = slots.firstEntry();
    }
    arm();
  }

  private void start(Entry entry) {
    if (entry.trigger() == Trigger.SCHEDULE) {
      onGrid(entry.probed(), entry.onGrid() ? clock.instant() : halfAnIntervalFromNow(entry));
    }
    due.run(
        entry.probed(), Instant.ofEpochMilli(entry.atMillis()), entry.trigger(), entry.onGrid());
  }

  /**
   * The grid's next instant may be a moment away; a check that has just been made stands for it.
   */
  private Instant halfAnIntervalFromNow(Entry entry) {
    return clock.instant().plus(entry.probed().endpoint.spec().interval().dividedBy(2));
  }
}
