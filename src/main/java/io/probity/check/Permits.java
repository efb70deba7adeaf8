package io.probity.check;

import io.probity.probe.FailureClass;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the checks under way: of one endpoint, of one origin and in all. Whoever finds a gate
 * closed waits in line before it, and keeps what it has already passed. Those who wait for an
 * origin at which every check fails alike are told so once their patience ends, instead of opening
 * a thousand sockets to a dying host; who was told so most often is let in first. Confined to the
 * event loop.
 */
final class Permits {
  private static final Gate[] GATES = Gate.values();

  private final Executor loop;
  private final Limits limits;
  private final LongSupplier nanoTime;
  private final Waits waits;
  private final Map<Object, Line> endpoints = new HashMap<>();
  private final Map<Object, Line> origins = new HashMap<>();
  private final Line whole;
  private final Throttle throttle;
  private final int[] held = new int[GATES.length];
  private final int[] waiting = new int[GATES.length];
  private long numbers;

  /** Most checks under way at once since the loop woke up last. */
  private int peak;

  private @Nullable Runnable idle;

  /**
   * How much may be under way and in line.
   *
   * @param waiting checks in all lines together
   */
  record Limits(int inAll, int perOrigin, int waiting) {
    Limits {
      if (inAll < 1 || perOrigin < 1 || waiting < 0) {
        throw new IllegalArgumentException(
            "probity.probe.max-in-flight (%d) and probity.probe.per-origin (%d) must be at least 1, probity.probe.max-waiting (%d) at least 0"
                .formatted(inAll, perOrigin, waiting));
      }
    }
  }

  /** Hears how long somebody waited in one line. */
  interface Waits {
    void waited(Gate gate, long nanos);
  }

  /**
   * Permits.
   *
   * @param loop tells whoever waited that it is let in or spared, and the last that all is idle; in
   *     the order it was asked, on the event loop and later than the {@link #release} behind it
   */
  Permits(Executor loop, Limits limits, LongSupplier nanoTime, Waits waits) {
    this.loop = loop;
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.waits = waits;
    whole = new Line(Gate.ALL, "", limits.inAll());
    throttle = new Throttle(limits.inAll());
  }

  /**
   * Asks for a permit: its holder is called now, or when it is its turn; then it needs one {@link
   * #release} or {@link #ended}.
   *
   * @return false: it would have to wait, and the lines are full
   */
  boolean enter(Permit permit) {
    if (advance(permit)) {
      permit.holder.admitted();
    } else if (waiting() > limits.waiting()) {
      release(permit);
      return false;
    }
    return true;
  }

  /** Passes as many gates as are open; returns whether that was all of them. */
  private boolean advance(Permit permit) {
    while (permit.passed < GATES.length) {
      Gate gate = GATES[permit.passed];
      if (gate != Gate.ENDPOINT || permit.claim.configured() != null) {
        Line line = line(gate, permit.claim);
        if (line.held >= line.most) {
          permit.line = line;
          permit.waitsSince = nanoTime.getAsLong();
          permit.number = ++numbers;
          line.join(permit);
          waiting[gate.ordinal()]++;
          return false;
        }
        hold(line, permit);
      }
      permit.passed++;
    }
    return true;
  }

  /**
   * The loop woke up so late; as it keeps up with less or more, fewer or more checks are let in.
   */
  void woke(long lateMillis) {
    boolean more = throttle.woke(lateMillis, whole.held, peak);
    peak = whole.held;
    whole.most = throttle.allowed();
    while (more && whole.held < whole.most && whole.next() != null) {
      admitNext(whole);
    }
  }

  private Line line(Gate gate, Claim claim) {
    if (gate == Gate.ALL) {
      return whole;
    }
    return gate == Gate.ORIGIN
        ? origins.computeIfAbsent(
            claim.origin(), name -> new Line(Gate.ORIGIN, name, limits.perOrigin()))
        : endpoints.computeIfAbsent(
            Objects.requireNonNull(claim.configured()),
            key -> new Line(Gate.ENDPOINT, key, claim.atOnce()));
  }

  /** Runs {@code work} once no check is under way: now, or after the one that ends last. */
  void whenIdle(Runnable work) {
    idle = work;
    tellIfIdle();
  }

  private void tellIfIdle() {
    if (whole.held == 0 && idle != null) {
      loop.execute(idle);
      idle = null;
    }
  }

  /** Gives a permit back, or the place in line; a second time does nothing. */
  void release(Permit permit) {
    if (permit.over) {
      return;
    }
    permit.over = true;
    leave(permit);
    if (permit.passed > Gate.ALL.ordinal()) {
      pass(whole);
    }
    Line origin = permit.originLine;
    Line endpoint = permit.endpointLine;
    permit.originLine = null;
    permit.endpointLine = null;
    if (origin != null) {
      pass(origin);
    }
    if (endpoint != null) {
      pass(endpoint);
    }
    tellIfIdle();
  }

  /**
   * Gives the permit of a finished check back, and those who wait behind it take the outcome into
   * account.
   *
   * @param failure null: it passed
   */
  void ended(Permit permit, @Nullable FailureClass failure) {
    Line origin = origin(permit);
    if (origin != null && origin.outcomes != null && !permit.over) {
      origin.outcomes.ended(failure);
      spare(origin, origin.outcomes.failing());
    }
    release(permit);
  }

  private void spare(Line line, @Nullable OriginFailure failing) {
    Permit least = line.leastPatient();
    while (failing != null && least != null && nanoTime.getAsLong() - least.endOfPatience() >= 0) {
      Permit spared = least;
      release(spared);
      loop.execute(() -> spared.holder.spared(failing));
      least = line.leastPatient();
    }
  }

  /** How long a permit has been waiting in its line. */
  long waitedNanos(Permit permit) {
    return permit.line == null ? 0 : nanoTime.getAsLong() - permit.waitsSince;
  }

  private void leave(Permit permit) {
    Line line = permit.line;
    if (line != null) {
      waits.waited(line.gate, waitedNanos(permit));
      line.leave(permit);
      waiting[line.gate.ordinal()]--;
      permit.line = null;
    }
  }

  /** One leaves through this gate, and the next one enters. */
  private void pass(Line line) {
    line.held--;
    held[line.gate.ordinal()]--;
    if (line.held < line.most && line.next() != null) {
      admitNext(line);
    } else if (line.held == 0 && line.gate != Gate.ALL) {
      (line.gate == Gate.ORIGIN ? origins : endpoints).remove(line.key);
    }
  }

  private void hold(Line line, Permit permit) {
    permit.holds(line);
    line.held++;
    held[line.gate.ordinal()]++;
    peak = Math.max(peak, whole.held);
  }

  private void admitNext(Line line) {
    Permit next = Objects.requireNonNull(line.next());
    leave(next);
    hold(line, next);
    next.passed++;
    if (advance(next)) {
      loop.execute(next.holder::admitted);
    }
  }

  private @Nullable Line origin(Permit permit) {
    Line held = permit.originLine;
    return held == null ? origins.get(permit.claim.origin()) : held;
  }

  /** What all checks of late have failed with at the origin it waits for, null: nothing like it. */
  @Nullable OriginFailure failing(Permit permit) {
    Line origin = origin(permit);
    return origin == null || origin.outcomes == null ? null : origin.outcomes.failing();
  }

  /** How short permits are for a check that holds one. */
  Pressure pressure(Permit permit) {
    Line origin = origin(permit);
    boolean crowded = origin != null && origin.next() != null;
    return Pressure.of(whole.held - 1, limits.inAll(), crowded || whole.next() != null);
  }

  /** Endpoints and origins of which something is remembered. */
  int keys() {
    return endpoints.size() + origins.size();
  }

  int inFlight() {
    return whole.held;
  }

  /** How many may be in flight now. */
  int allowed() {
    return whole.most;
  }

  int waiting() {
    return waiting(Gate.ENDPOINT) + waiting(Gate.ORIGIN) + waiting(Gate.ALL);
  }

  int waiting(Gate gate) {
    return waiting[gate.ordinal()];
  }

  /** Permits in use: those who wait before a later gate included. */
  int held(Gate gate) {
    return held[gate.ordinal()];
  }
}
