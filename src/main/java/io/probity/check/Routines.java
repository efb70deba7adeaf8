package io.probity.check;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What is done again and again beside the checks, each kind on a thread of its own. */
@Singleton
final class Routines {
  private final Housekeeping housekeeping;
  private final Announcements announcements;
  private final SelfObservation self;
  private final ScheduledExecutorService chores = Workers.single("probity-housekeeping");
  private final ScheduledExecutorService folding = Workers.single("probity-fold");
  private final ScheduledExecutorService announcing = Workers.single("probity-announcing");
  private final ScheduledExecutorService watching = Workers.single("probity-watch");

  Routines(Housekeeping housekeeping, Announcements announcements, SelfObservation self) {
    this.housekeeping = housekeeping;
    this.announcements = announcements;
    this.self = self;
  }

  /** Begins; {@code loopWatch} looks at the event loop. */
  void start(LoopWatch loopWatch) {
    each(chores, "housekeeping", housekeeping::tick, 60, 60);
    each(folding, "folding of results", housekeeping::fold, 90, 60);
    each(announcing, "announcing of certificates", announcements::certificates, 5, 10);
    each(announcing, "reminding", announcements::reminders, 5, 5);
    each(watching, "watch", loopWatch::tick, 1, 10);
    each(watching, "watch over the monitor", self::tick, 1, 1);
  }

  private static void each(
      ScheduledExecutorService thread, String name, Runnable work, long first, long every) {
    thread.scheduleWithFixedDelay(new Chore(name, work), first, every, TimeUnit.SECONDS);
  }

  /** Ends; what is under way is interrupted. */
  void stop() {
    List.of(chores, folding, announcing, watching).forEach(ScheduledExecutorService::shutdownNow);
  }
}
