package io.probity.check;

import io.probity.probe.Check;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The checks that wait for a self-check, one of each endpoint, with those of the same endpoint that
 * ended after it behind it. None waits longer than a second. Confined to the event loop.
 */
final class Holding {
  /** How long a check is held at most. */
  static final Duration LONGEST = Duration.ofSeconds(1);

  private static final Logger LOG = Logger.getLogger(Holding.class);

  private final EventLoop loop;
  private final LongSupplier nanoTime;
  private final Judge judge;
  private final SelfMetrics metrics;
  private final Set<Held> heads = new LinkedHashSet<>();
  private boolean armed;
  private boolean closed;

  /** Decides what becomes of a check. */
  interface Judge {
    /**
     * The check as it counts.
     *
     * @return null: it has to wait
     */
    @Nullable Check judge(Held held);
  }

  Holding(EventLoop loop, LongSupplier nanoTime, Judge judge, SelfMetrics metrics) {
    this.loop = loop;
    this.nanoTime = nanoTime;
    this.judge = judge;
    this.metrics = metrics;
  }

  /** Takes a check that has just ended. */
  void take(Held held) {
    Queue<Held> behind = held.probed().held;
    if (behind != null && !behind.isEmpty() && behind.element().isVoid()) {
      release(behind.element(), behind.element().check());
      behind = held.probed().held;
    }
    if (behind != null) {
      behind.add(held);
      return;
    }
    Check judged = judge(held);
    if (judged != null) {
      conclude(held, judged);
      return;
    }
    Queue<Held> queue = new ArrayDeque<>(1);
    queue.add(held);
    held.probed().held = queue;
    hold(held);
  }

  /** After the end nothing is held any more. */
  private @Nullable Check judge(Held held) {
    return closed || held.isVoid() ? held.check() : judge.judge(held);
  }

  private void hold(Held held) {
    heads.add(held);
    metrics.holding(heads.size());
    if (!armed) {
      arm(held);
    }
  }

  private void arm(Held first) {
    armed = true;
    long left = LONGEST.toNanos() - (nanoTime.getAsLong() - first.sinceNanos());
    loop.after(Duration.ofNanos(Math.max(0, left)), this::expire);
  }

  private void expire() {
    armed = false;
    long now = nanoTime.getAsLong();
    for (Held each : List.copyOf(heads)) {
      if (now - each.sinceNanos() < LONGEST.toNanos()) {
        arm(each);
        return;
      }
      release(each, each.check());
    }
  }

  /** Those that wait for a self-check, in the order in which they ended. */
  List<Held> waiting() {
    return new ArrayList<>(heads);
  }

  /** Decides anew on all that wait. */
  void reconsider() {
    if (heads.isEmpty()) {
      return;
    }
    for (Held each : waiting()) {
      Check judged = judge(each);
      if (judged != null) {
        release(each, judged);
      }
    }
  }

  /** All that wait count as they are. */
  void releaseAll() {
    waiting().forEach(each -> release(each, each.check()));
  }

  private void release(Held head, Check judged) {
    Queue<Held> queue = head.probed().held;
    if (queue == null || !heads.remove(head)) {
      return;
    }
    metrics.released(nanoTime.getAsLong() - head.sinceNanos(), heads.size());
    queue.remove();
    conclude(head, judged);
    for (Held next = queue.peek(); next != null; next = queue.peek()) {
      Check then = judge(next);
      if (then == null) {
        hold(next);
        return;
      }
      queue.remove();
      conclude(next, then);
    }
    head.probed().held = null;
  }

  /** Stores what waits, without moving health by it: the program stops, and nobody can tell. */
  void close() {
    closed = true;
    for (Held head : waiting()) {
      heads.remove(head);
      Queue<Held> queue = head.probed().held;
      head.probed().held = null;
      if (queue != null) {
        queue.forEach(each -> safely(each, () -> each.conclusion().keep(each.check())));
      }
    }
  }

  private static void conclude(Held held, Check judged) {
    safely(held, () -> held.conclusion().count(judged));
  }

  /** One that throws must not keep the others waiting. */
  private static void safely(Held held, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.errorf(
          e, "A check of endpoint %s could not be accounted for", held.endpoint().publicId());
    }
  }
}
