package io.probity;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.probity.probe.http.PoolMeters;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The prober's connections as Micrometer knows them; where OpenTelemetry has a name for something,
 * that is its name. Thread-safe.
 */
final class PoolMetrics implements PoolMeters {
  private final Map<Kind, Connections> kinds = new EnumMap<>(Kind.class);
  private final Map<Leak, Counter> leaks = new EnumMap<>(Leak.class);

  PoolMetrics(MeterRegistry registry, int maxIdle) {
    for (Kind kind : Kind.values()) {
      kinds.put(kind, new Connections(registry, kind));
    }
    for (Leak what : Leak.values()) {
      leaks.put(
          what,
          Counter.builder("probity.pool.leaks")
              .description("What was held long beyond its deadline, and was then ended")
              .tag("what", what.wireName())
              .register(registry));
    }
    Gauge.builder("probity.pool.idle.max", () -> maxIdle)
        .description("Idle connections that are kept at most")
        .register(registry);
  }

  /** The meters of one kind. */
  private static final class Connections {
    final AtomicInteger active = new AtomicInteger();
    final AtomicInteger idle = new AtomicInteger();
    final Counter opened;
    final Counter fresh;
    final Counter reused;
    final Map<Closing, Counter> closed = new EnumMap<>(Closing.class);
    final Timer age;

    Connections(MeterRegistry registry, Kind kind) {
      Tags tags = Tags.of("kind", kind.wireName());
      gauge(registry, tags.and("http.connection.state", "active"), active);
      gauge(registry, tags.and("http.connection.state", "idle"), idle);
      opened =
          Counter.builder("probity.pool.connections.opened")
              .description("Connections made for probes, handshake included")
              .tags(tags)
              .register(registry);
      fresh = requests(registry, tags.and("connection", "fresh"));
      reused = requests(registry, tags.and("connection", "reused"));
      for (Closing reason : Closing.values()) {
        closed.put(
            reason,
            Counter.builder("probity.pool.connections.closed")
                .description("Connections of probes that were closed, by reason")
                .tags(tags.and("reason", reason.wireName()))
                .register(registry));
      }
      age =
          Timer.builder("http.client.connection.duration")
              .description("Age of connections of probes when they were closed")
              .tags(tags)
              .register(registry);
    }

    private static void gauge(MeterRegistry registry, Tags tags, AtomicInteger count) {
      Gauge.builder("http.client.open_connections", count, AtomicInteger::get)
          .description("Connections of probes that are open")
          .tags(tags)
          .register(registry);
    }

    private static Counter requests(MeterRegistry registry, Tags tags) {
      return Counter.builder("probity.pool.requests")
          .description("Requests of probes, by whether their connection had carried another before")
          .tags(tags)
          .register(registry);
    }
  }

  private Connections of(Kind kind) {
    return Objects.requireNonNull(kinds.get(kind));
  }

  @Override
  public void opened(Kind kind) {
    of(kind).opened.increment();
    of(kind).active.incrementAndGet();
  }

  @Override
  public void requested(Kind kind, boolean reused) {
    (reused ? of(kind).reused : of(kind).fresh).increment();
  }

  @Override
  public void kept(Kind kind) {
    of(kind).active.decrementAndGet();
    of(kind).idle.incrementAndGet();
  }

  @Override
  public void taken(Kind kind) {
    of(kind).idle.decrementAndGet();
    of(kind).active.incrementAndGet();
  }

  @Override
  public void closed(Kind kind, Closing reason, long ageNanos) {
    Connections connections = of(kind);
    connections.active.decrementAndGet();
    Objects.requireNonNull(connections.closed.get(reason)).increment();
    connections.age.record(ageNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void leaked(Leak what) {
    Objects.requireNonNull(leaks.get(what)).increment();
  }
}
