package io.probity.check;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.CheckLoop;
import io.probity.alert.EndpointEvents;
import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.health.HealthState;
import io.probity.probe.Attempt;
import io.probity.probe.Prober;
import io.probity.probe.http.ProbeLoop;
import io.probity.testing.AlertSettings;
import io.probity.testing.OwnedShards;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What a probe costs without storage: schedule, permits, guard, prober, assertions, verdict and
 * health as in the product, against one nginx, beside {@code wrk} against the same nginx.
 */
public final class ProbeBench {
  private static final int WINDOWS = 3;
  private static final Duration WINDOW = Duration.ofSeconds(5);
  private static final Duration WARM_UP = Duration.ofSeconds(12);

  /** Long enough for the compiler: a monitor runs for months. */
  private static final Duration COMPILED = Duration.ofSeconds(20);

  private static final Set<String> ALL =
      Set.of(
          "wrk",
          "pooled-flat-out",
          "pooled-1s",
          "pooled-10s",
          "fresh-flat-out",
          "fresh-10s",
          "memory");

  private final BenchTarget target;
  private final List<String> report = new ArrayList<>();

  private ProbeBench(BenchTarget target) {
    this.target = target;
  }

  /**
   * Runs everything, or what the arguments name ({@link #ALL}). Prints a Markdown table and keeps
   * it in {@code target/bench/probe.md}.
   */
  public static void main(String[] args) throws Exception {
    Set<String> wanted = args.length == 0 ? ALL : Set.of(args);
    try (BenchTarget target = BenchTarget.start()) {
      ProbeBench bench = new ProbeBench(target);
      bench.run(wanted);
    }
    System.exit(0); // the event loops' threads are no daemons
  }

  private void run(Set<String> wanted) throws Exception {
    report.add(
        "| what | rate /s | CPU µs of the client [min..max] | CPU µs of nginx | lag p50 / p99 ms |");
    report.add("|---|---|---|---|---|");
    if (wanted.contains("wrk")) {
      report.add(target.wrk("wrk pooled, 64 connections", false));
      report.add(target.wrk("wrk fresh, 16 at once", true));
    }
    warmUp(wanted);
    if (wanted.contains("pooled-flat-out")) {
      flatOut("pooled, flat-out, 64 at once", ConnectionMode.POOLED, 64);
    }
    if (wanted.contains("pooled-1s")) {
      scheduled("pooled, 1,000 origins at 1 s", ConnectionMode.POOLED, Duration.ofSeconds(1));
    }
    if (wanted.contains("pooled-10s")) {
      scheduled("pooled, 1,000 origins at 10 s", ConnectionMode.POOLED, Duration.ofSeconds(10));
    }
    if (wanted.contains("fresh-flat-out")) {
      flatOut("fresh, flat-out, 16 at once", ConnectionMode.FRESH, 16);
    }
    if (wanted.contains("fresh-10s")) {
      scheduled("fresh, 1,000 origins at 10 s", ConnectionMode.FRESH, Duration.ofSeconds(10));
    }
    if (wanted.contains("memory")) {
      idleMemory();
    }
    Files.createDirectories(Path.of("target/bench"));
    Files.write(Path.of("target/bench/probe.md"), report);
    report.forEach(System.out::println);
  }

  private void warmUp(Set<String> wanted) throws Exception {
    for (ConnectionMode mode : ConnectionMode.values()) {
      String prefix = mode.name().toLowerCase(Locale.ROOT);
      if (wanted.stream().anyMatch(each -> each.startsWith(prefix))) {
        try (Rig rig = new Rig(target)) {
          circle(rig, mode, 16);
          Thread.sleep(COMPILED.toMillis());
        }
        try (Rig rig = new Rig(target)) {
          plan(rig, mode, Duration.ofSeconds(1));
          Thread.sleep(COMPILED.toMillis());
        }
      }
    }
  }

  private void scheduled(String name, ConnectionMode mode, Duration interval) throws Exception {
    try (Rig rig = new Rig(target)) {
      plan(rig, mode, interval);
      measure(name, rig, WARM_UP.plus(interval.multipliedBy(5)));
    }
  }

  private void plan(Rig rig, ConnectionMode mode, Duration interval) {
    List<Endpoint> endpoints = target.endpoints(1_000, mode, interval);
    rig.loop.execute(
        () -> {
          for (Endpoint endpoint : endpoints) {
            rig.schedule.onGrid(new Probed(endpoint, HealthState.NEW, 0, false));
          }
        });
  }

  private void flatOut(String name, ConnectionMode mode, int atOnce) throws Exception {
    try (Rig rig = new Rig(target)) {
      circle(rig, mode, atOnce);
      measure(name, rig, WARM_UP);
    }
  }

  private void circle(Rig rig, ConnectionMode mode, int atOnce) {
    List<Endpoint> endpoints = target.endpoints(1_000, mode, Duration.ofSeconds(10));
    int each = endpoints.size() / atOnce;
    rig.loop.execute(
        () -> {
          for (int i = 0; i < atOnce; i++) {
            rig.again(endpoints.subList(i * each, (i + 1) * each), 0);
          }
        });
  }

  private void measure(String name, Rig rig, Duration warmUp) throws Exception {
    Thread.sleep(warmUp.toMillis());
    rig.tally.reset();
    double[] cpu = new double[WINDOWS];
    double nginx = 0;
    long checks = 0;
    for (int i = 0; i < WINDOWS; i++) {
      long before = rig.tally.checks();
      Duration nginxBefore = target.cpu();
      long cpuBefore = BenchTarget.ownCpuNanos();
      Thread.sleep(WINDOW.toMillis());
      long made = rig.tally.checks() - before;
      cpu[i] = (BenchTarget.ownCpuNanos() - cpuBefore) / 1e3 / made;
      nginx += target.cpu().minus(nginxBefore).toNanos() / 1e3;
      checks += made;
    }
    java.util.Arrays.sort(cpu);
    if (rig.tally.failed() > 0) {
      throw new IllegalStateException(
          rig.tally.failed() + " checks failed: " + rig.tally.example());
    }
    report.add(
        "| %s | %,d | %.1f [%.1f..%.1f] | %.1f | %s |"
            .formatted(
                name,
                Math.round(checks / (double) (WINDOWS * WINDOW.toSeconds())),
                cpu[WINDOWS / 2],
                cpu[0],
                cpu[WINDOWS - 1],
                nginx / checks,
                rig.tally.lag()));
    System.err.println(report.get(report.size() - 1));
  }

  private void idleMemory() throws Exception {
    int connections = 10_000;
    try (Rig rig = new Rig(target)) {
      List<Endpoint> endpoints =
          target.endpoints(connections, ConnectionMode.POOLED, Duration.ofMinutes(5));
      rig.once(endpoints.subList(0, 64), 64);
      long before = BenchTarget.heapInUse();
      rig.once(endpoints.subList(64, connections), 64);
      long after = BenchTarget.heapInUse();
      report.add("");
      report.add(
          "%,d idle pooled connections: %.1f KiB of heap each"
              .formatted(rig.idle(), (after - before) / 1024.0 / (connections - 64)));
    }
  }

  /** The parts of the product that make a check, without its database. */
  private static final class Rig implements AutoCloseable {
    private final ProbeLoop probeLoop = ProbeLoop.start();
    private final EventLoop loop = new CheckLoop(probeLoop);
    private final Tally tally = new Tally();
    private final Prober prober;
    private final RetryGuard guard;
    private final Schedule schedule;

    Rig(BenchTarget target) throws IOException {
      prober = target.prober(probeLoop);
      InstantSource clock = InstantSource.system();
      guard = new RetryGuard(prober, loop, Runnable::run, clock, System::nanoTime);
      OwnedShards ownership = OwnedShards.ALL;
      Recorder nowhere =
          new Recorder(Long.MAX_VALUE / 2, null, null, null, clock, endpointId -> {});
      EndpointEvents events = new EndpointEvents(AlertSettings.PLAIN);
      HealthKeeper health = new HealthKeeper(nowhere, ownership, events, clock, endpointId -> {});
      CheckRunner runner =
          new CheckRunner(
              new Permits(
                  loop::execute,
                  new Permits.Limits(20_000, 64, 20_000),
                  System::nanoTime,
                  (gate, waited) -> {}),
              guard,
              ownership,
              tally,
              health,
              new CheckMetrics(new SimpleMeterRegistry()),
              new PermitMetrics(new SimpleMeterRegistry()),
              clock,
              System::nanoTime,
              (probed, delay) -> {},
              Scrutiny.NONE);
      schedule = new Schedule(loop, clock, runner);
    }

    /** One check after the other over these endpoints, for ever. */
    void again(List<Endpoint> endpoints, int next) {
      Endpoint endpoint = endpoints.get(next);
      guard
          .call(endpoint, endpoint.spec().connection(), false)
          .thenAccept(
              attempts -> {
                tally.count(attempts.get(attempts.size() - 1), 0);
                // Not from within the completion: the stack would grow with each check.
                loop.execute(() -> again(endpoints, (next + 1) % endpoints.size()));
              });
    }

    /** One check of each endpoint, so many at a time. */
    void once(List<Endpoint> endpoints, int atOnce) throws Exception {
      for (int from = 0; from < endpoints.size(); from += atOnce) {
        List<CompletableFuture<Attempt>> done = new ArrayList<>();
        for (Endpoint endpoint :
            endpoints.subList(from, Math.min(endpoints.size(), from + atOnce))) {
          done.add(
              prober
                  .attempt(endpoint, ConnectionMode.POOLED, Duration.ofSeconds(10))
                  .toCompletableFuture());
        }
        for (CompletableFuture<Attempt> each : done) {
          tally.count(each.get(20, TimeUnit.SECONDS), 0);
        }
      }
      if (tally.failed() > 0) {
        throw new IllegalStateException(tally.example());
      }
    }

    long idle() {
      return tally.checks();
    }

    @Override
    public void close() throws Exception {
      CompletableFuture<Void> stopped = new CompletableFuture<>();
      loop.execute(
          () -> {
            schedule.stop();
            stopped.complete(null);
          });
      stopped.get(10, TimeUnit.SECONDS);
      ((AutoCloseable) prober).close();
      probeLoop.close();
    }
  }
}
