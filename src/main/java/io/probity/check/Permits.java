package io.probity.check;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the checks under way, in all and per origin. Whoever finds no permit waits in line; the
 * lines are short, because an endpoint has at most one check. Confined to the event loop.
 */
final class Permits {
  private final Executor loop;
  private final int inAll;
  private final int perOrigin;
  private final Map<String, Origin> origins = new HashMap<>();
  private final Queue<Waiting> line = new ArrayDeque<>();
  private int inFlight;
  private int waiting;
  private @Nullable Runnable idle;

  /**
   * Permits.
   *
   * @param loop runs the work of whoever waited, later than the {@link #release} that let it in
   */
  Permits(Executor loop, int inAll, int perOrigin) {
    this.loop = loop;
    this.inAll = inAll;
    this.perOrigin = perOrigin;
  }

  private static final class Origin {
    private final Queue<Runnable> line = new ArrayDeque<>();
    private int inFlight;
  }

  private record Waiting(String origin, Runnable work) {}

  /** Runs {@code work} now or as soon as a permit is free; each call needs one {@link #release}. */
  void acquire(String originName, Runnable work) {
    Origin origin = origins.computeIfAbsent(originName, name -> new Origin());
    if (origin.inFlight >= perOrigin) {
      waiting++;
      origin.line.add(work);
    } else {
      origin.inFlight++;
      admit(originName, work);
    }
  }

  private void admit(String originName, Runnable work) {
    if (inFlight >= inAll) {
      waiting++;
      line.add(new Waiting(originName, work));
    } else {
      inFlight++;
      work.run();
    }
  }

  /** Runs {@code work} once no check is under way: now, or after the one that ends last. */
  void whenIdle(Runnable work) {
    idle = work;
    tellIfIdle();
  }

  private void tellIfIdle() {
    if (inFlight == 0 && idle != null) {
      loop.execute(idle);
      idle = null;
    }
  }

  /** Gives a permit back. */
  void release(String originName) {
    inFlight--;
    Waiting next = line.poll();
    if (next != null) {
      waiting--;
      inFlight++;
      loop.execute(next.work());
    }
    Origin origin = origins.get(originName);
    if (origin == null) {
      throw new IllegalStateException("no permit is out for " + originName);
    }
    Runnable sameOrigin = origin.line.poll();
    if (sameOrigin != null) {
      waiting--;
      admit(originName, () -> loop.execute(sameOrigin));
    } else if (--origin.inFlight == 0) {
      origins.remove(originName);
    }
    tellIfIdle();
  }

  int inFlight() {
    return inFlight;
  }

  int waiting() {
    return waiting;
  }
}
