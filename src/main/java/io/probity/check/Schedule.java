package io.probity.check;

import io.probity.endpoint.Endpoint;
import io.probity.probe.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Which checks are due when. Checks of one slot start as one burst, a few at a time, so that
 * answers are heard meanwhile; between slots nothing wakes up. Timers run on elapsed time, the grid
 * on the wall clock: when that was set, the plan follows it. Confined to the event loop.
 */
final class Schedule {
  private static final Logger LOG = Logger.getLogger(Schedule.class);
  private static final Duration SPREAD = Duration.ofSeconds(60);

  /** A timer that fires earlier than this by the wall clock shows that the clock was set back. */
  private static final long SET_BACK_MILLIS = 1_000;

  private final EventLoop loop;
  private final InstantSource clock;
  private final Due due;
  private final TreeMap<Long, List<Entry>> slots = new TreeMap<>();

  /** What is due, slot by slot. */
  private final Burst<Entry> burst;

  private long armedFor = Long.MAX_VALUE;
  private int timers;
  private boolean stopped;

  /** Takes a check that is due. */
  interface Due {
    /**
     * Starts a check, or lets it wait in line.
     *
     * @param at its planned instant; for a check off the grid the instant it was asked for
     * @return whether it took the work of a start
     */
    boolean run(Probed probed, Instant at, Trigger trigger, boolean onGrid);

    /**
     * So many turns of an endpoint have passed while nobody looked.
     *
     * @param last the instant of the last of them
     */
    default void missed(Probed probed, Instant last, long turns) {}

    /**
     * The loop came to a slot so many milliseconds late. What still waits for its start is not
     * counted: meanwhile the loop hears what comes in, so that nobody is called slow for it.
     */
    default void woke(long lateMillis) {}
  }

  private record Entry(Probed probed, long atMillis, Trigger trigger, boolean onGrid, int number) {
    boolean isVoid() {
      int current = trigger == Trigger.CONFIRM ? probed.confirming : probed.scheduled;
      return probed.removed || current != number;
    }

    Entry earlierBy(long millis) {
      return new Entry(probed, atMillis - millis, trigger, onGrid, number);
    }

    boolean missedItsTurn(long now) {
      return onGrid && now - atMillis >= interval();
    }

    /** How many turns have come by now, its own included. */
    long turns(long now) {
      return 1 + (now - atMillis) / interval();
    }

    Instant lastTurn(long now) {
      return Instant.ofEpochMilli(now - (now - atMillis) % interval());
    }

    private long interval() {
      return probed.endpoint.spec().interval().toMillis();
    }
  }

  Schedule(EventLoop loop, InstantSource clock, Due due) {
    this.loop = loop;
    this.clock = clock;
    this.due = due;
    burst = new Burst<>(loop, this::begin);
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

  /** Runs what comes of waiting in line, later than its caller and in turn with what is due. */
  void soon(Runnable admission) {
    burst.soon(admission);
  }

  /** Starts nothing any more but what was let in from a line. */
  void stop() {
    stopped = true;
    slots.clear();
    burst.clear();
  }

  /** How long the oldest slot has been due; zero: nothing is. */
  Duration behind() {
    Entry first = burst.first();
    if (first != null) {
      return late(slotOf(first.atMillis()));
    }
    return slots.isEmpty() ? Duration.ZERO : late(slots.firstKey());
  }

  private Duration late(long slot) {
    return Duration.ofMillis(Math.max(0, clock.millis() - slot));
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
    int timer = ++timers;
    armedFor = slot;
    loop.after(Duration.ofMillis(Math.max(0, slot - clock.millis())), () -> wake(timer));
  }

  /** A timer that an earlier one has overtaken does nothing. */
  private void wake(int timer) {
    if (timer == timers) {
      long early = armedFor - clock.millis();
      armedFor = Long.MAX_VALUE;
      if (early > SET_BACK_MILLIS) {
        follow(early);
      }
      try {
        due.woke(-early);
      } finally {
        tick();
      }
    }
  }

  /**
   * The clock was set back: without this nothing would start until it has come as far again. What
   * is on the grid finds its next instant by the new time, the rest keeps its distance.
   */
  private void follow(long backMillis) {
    LOG.warnf("The clock was set back by %d ms; checks are planned anew", backMillis);
    List<Entry> planned = new ArrayList<>();
    slots.values().forEach(planned::addAll);
    slots.clear();
    for (Entry entry : planned) {
      if (!entry.isVoid()) {
        if (entry.onGrid()) {
          onGrid(entry.probed());
        } else {
          put(entry.earlierBy(backMillis));
        }
      }
    }
  }

  /** Takes everything whose slot has come into the burst. */
  private void tick() {
    long now = clock.millis();
    while (!slots.isEmpty() && slots.firstKey() <= now) {
      burst.add(slots.pollFirstEntry().getValue());
    }
    arm();
    burst.begin();
  }

  /**
   * Starts what is due, unless it is void by now or its turn has passed. Whatever a start throws,
   * the plan stands before it and the others start.
   *
   * @return whether it took the work of a start
   */
  private boolean begin(Entry entry) {
    if (entry.isVoid()) {
      return false;
    }
    long now = clock.millis();
    if (entry.missedItsTurn(now)) {
      due.missed(entry.probed(), entry.lastTurn(now), entry.turns(now));
      catchUp(entry.probed());
      return false;
    }
    planNext(entry);
    return start(entry);
  }

  /**
   * Its turns passed while nobody looked (a sleeping machine, a clock set forward) or to no avail:
   * plans the next one soon, in place of whatever was planned.
   */
  void catchUp(Probed probed) {
    Duration delay = overdue(probed.endpoint);
    if (delay == null) {
      onGrid(probed);
    } else {
      offGrid(probed, delay);
    }
  }

  /**
   * How long an endpoint whose check is overdue waits for it, spread so that many do not start at
   * once.
   *
   * @return null: its turn on the grid is soon enough
   */
  @Nullable Duration overdue(Endpoint endpoint) {
    Instant now = clock.instant();
    Duration interval = endpoint.spec().interval();
    Duration window = interval.compareTo(SPREAD) < 0 ? interval : SPREAD;
    Instant spread = Grid.of(endpoint.publicId(), window).after(now);
    Instant turn = Grid.of(endpoint.publicId(), interval).after(now);
    return turn.isAfter(spread) ? Duration.between(now, spread) : null;
  }

  private void planNext(Entry entry) {
    if (entry.trigger() == Trigger.SCHEDULE) {
      onGrid(entry.probed(), entry.onGrid() ? clock.instant() : halfAnIntervalFromNow(entry));
    }
  }

  private boolean start(Entry entry) {
    try {
      return due.run(
          entry.probed(), Instant.ofEpochMilli(entry.atMillis()), entry.trigger(), entry.onGrid());
    } catch (RuntimeException e) {
      LOG.errorf(e, "A check of endpoint %s did not start", entry.probed().endpoint.publicId());
      return true;
    }
  }

  /**
   * The grid's next instant may be a moment away; a check that has just been made stands for it.
   */
  private Instant halfAnIntervalFromNow(Entry entry) {
    return clock.instant().plus(entry.probed().endpoint.spec().interval().dividedBy(2));
  }
}
