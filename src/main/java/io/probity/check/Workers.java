package io.probity.check;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads for work that must not hold up the event loop. They do not keep the program alive. */
final class Workers {
  private static final int JUDGES = 2;
  private static final int JUDGED_LATER = 1000;

  /** Matching recurs as deep as the largest pattern that is accepted. */
  private static final long DEEP_STACK = 16L << 20;

  private Workers() {}

  /** One thread that does its work in turns. */
  static ScheduledExecutorService single(String name) {
    return Executors.newSingleThreadScheduledExecutor(work -> daemon(work, name, 0));
  }

  /** Judging takes no more than these threads, and few bodies wait for them in memory. */
  static ExecutorService judges(String name) {
    return new ThreadPoolExecutor(
        JUDGES,
        JUDGES,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(JUDGED_LATER),
        work -> daemon(work, name, DEEP_STACK));
  }

  private static Thread daemon(Runnable work, String name, long stack) {
    Thread thread = new Thread(null, work, name, stack);
    thread.setDaemon(true);
    return thread;
  }
}
