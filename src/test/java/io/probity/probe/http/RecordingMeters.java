package io.probity.probe.http;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what a prober tells about its connections; may be read from any thread. */
final class RecordingMeters implements PoolMeters {
  private final Map<Kind, AtomicInteger> active = counts();
  private final Map<Kind, AtomicInteger> idle = counts();
  private final List<Closing> closed = new CopyOnWriteArrayList<>();
  private final List<Leak> leaks = new CopyOnWriteArrayList<>();
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger fresh = new AtomicInteger();
  private final AtomicInteger reused = new AtomicInteger();
  private volatile boolean failing;

  private static Map<Kind, AtomicInteger> counts() {
    Map<Kind, AtomicInteger> counts = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      counts.put(kind, new AtomicInteger());
    }
    return counts;
  }

  /** From now on nobody can give a connection back: whoever tries runs into an error. */
  void failWhenGivenBack(boolean fails) {
    failing = fails;
  }

  int active(Kind kind) {
    return active.get(kind).get();
  }

  int idle(Kind kind) {
    return idle.get(kind).get();
  }

  int opened() {
    return opened.get();
  }

  int fresh() {
    return fresh.get();
  }

  int reused() {
    return reused.get();
  }

  List<Closing> closed() {
    return List.copyOf(closed);
  }

  List<Leak> leaks() {
    return List.copyOf(leaks);
  }

  @Override
  public void opened(Kind kind) {
    opened.incrementAndGet();
    active.get(kind).incrementAndGet();
  }

  @Override
  public void requested(Kind kind, boolean again) {
    (again ? reused : fresh).incrementAndGet();
  }

  @Override
  public void kept(Kind kind) {
    if (failing) {
      throw new IllegalStateException("the end is swallowed");
    }
    active.get(kind).decrementAndGet();
    idle.get(kind).incrementAndGet();
  }

  @Override
  public void taken(Kind kind) {
    idle.get(kind).decrementAndGet();
    active.get(kind).incrementAndGet();
  }

  @Override
  public void closed(Kind kind, Closing reason, long ageNanos) {
    active.get(kind).decrementAndGet();
    closed.add(reason);
    if (ageNanos < 0) {
      throw new AssertionError("the age is " + ageNanos);
    }
  }

  @Override
  public void leaked(Leak what) {
    leaks.add(what);
  }
}
