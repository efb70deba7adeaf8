package io.probity.check;

import io.micrometer.core.instrument.MeterRegistry;
import io.probity.alert.EndpointEvents;
import io.probity.alert.Outbox;
import io.probity.cluster.ClusterConfig;
import io.probity.cluster.Membership;
import io.probity.cluster.RolesConfig;
import io.probity.db.Control;
import io.probity.db.Db;
import io.probity.db.DbUnavailable;
import io.probity.endpoint.ChangeFeed;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.Endpoints;
import io.probity.health.HealthStore;
import io.probity.health.MaintenanceStore;
import io.probity.history.LatestChecks;
import io.probity.history.RecorderConfig;
import io.probity.history.ResultSink;
import io.probity.probe.Prober;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Puts the parts of probing together, starts them with the program and stops them with it. */
@Singleton
public final class CheckLifecycle {
  private static final Logger LOG = Logger.getLogger(CheckLifecycle.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration LOOK_OUT = Duration.ofMillis(200);

  /** Turns of the roster that read the database where nobody else can be writing to it. */
  private static final int ALONE_EACH = 2;

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration LAST_CHECKS = Duration.ofSeconds(2);
  private final RolesConfig roles;
  private final ClusterConfig cluster;
  private final Membership membership;
  private final EventLoop loop;
  private final Endpoints endpoints;
  private final Routines routines;
  private final Recorder recorder;
  private final MaintenanceWatch maintenance;
  private final Roster roster;
  private final Schedule schedule;
  private final Permits permits;
  private final Probing probing;
  private final LoopWatch loopWatch;
  private final CheckRequestStore requests;
  private final OnDemand onDemand;
  private final ProbingPulse pulse;
  private final SelfObservation self;
  private final Semaphore news = new Semaphore(0);
  private final ScheduledExecutorService heartbeats = Workers.single("probity-cluster");
  private final ScheduledExecutorService lookout = Workers.single("probity-lookout");
  private final ExecutorService assertions = Workers.judges("probity-assertions");
  private final Thread recording;
  private final Thread calling;
  private volatile boolean stopping;

  CheckLifecycle(
      RolesConfig roles,
      ClusterConfig cluster,
      CheckConfig config,
      RecorderConfig recording,
      Membership membership,
      EventLoop loop,
      Prober prober,
      Endpoints endpoints,
      ChangeFeed feed,
      HealthStore healthStore,
      MaintenanceStore windows,
      LatestChecks latest,
      ResultSink results,
      Outbox outbox,
      CheckRequestStore requests,
      EndpointEvents events,
      Routines routines,
      SelfObservation self,
      @Control Db control,
      InstantSource clock,
      MeterRegistry registry) {
    this.roles = roles;
    this.cluster = cluster;
    this.membership = membership;
    this.loop = loop;
    this.endpoints = endpoints;
    this.routines = routines;
    this.requests = requests;
    this.self = self;
    CheckMetrics metrics = new CheckMetrics(DirectMeters.of(registry));
    PermitMetrics permitMetrics = new PermitMetrics(registry);
    permits = new Permits(this::soon, config.limits(), System::nanoTime, permitMetrics);
    PermitMetrics.show(registry, permits);
    recorder =
        new Recorder(
            recording.buffer().asLongValue() / 2,
            control,
            healthStore,
            outbox,
            clock,
            this::outOfStep);
    HealthKeeper health =
        new HealthKeeper(recorder, membership, events, clock, this::outOfStep, metrics::changed);
    RetryGuard guard = new RetryGuard(prober, loop, assertions, clock, System::nanoTime);
    CheckRunner runner =
        new CheckRunner(
            permits,
            guard,
            membership,
            results,
            health,
            metrics,
            permitMetrics,
            clock,
            System::nanoTime,
            this::confirm,
            self.over(health, this::others, this::catchUp));
    schedule = new Schedule(loop, clock, runner);
    pulse = self.with(new LoopPulse(loop, schedule, recorder, membership, clock));
    probing = new Probing(loop, schedule, health, prober, clock);
    loopWatch = new LoopWatch(loop, System::nanoTime, probing::planned, registry);
    maintenance = new MaintenanceWatch(windows, probing);
    roster = new Roster(feed, membership, healthStore, latest, probing);
    onDemand =
        new OnDemand(
            permits,
            guard,
            prober,
            probing,
            membership,
            requests,
            results,
            metrics,
            loop,
            clock,
            config.onDemand());
    this.recording = new Thread(recorder, "probity-recorder");
    this.calling = new Thread(this::callTheRoll, "probity-roster");
    metrics.gauge("probity.endpoints.probed", "Endpoints this replica probes", probing::size);
    metrics.gauge(
        "probity.shards.owned", "Shards this replica owns", () -> membership.shards().size());
    metrics.gauge("probity.checks.in.flight", "Checks under way", permits::inFlight);
    metrics.gauge(
        "probity.checks.allowed",
        "Checks that may be under way, fewer while the event loop is late",
        permits::allowed);
    metrics.gauge("probity.checks.waiting", "Checks that wait for a permit", permits::waiting);
    recorder.show(registry);
  }

  @Produces
  @Singleton
  Observations observations() {
    return () -> probing.observations(membership);
  }

  @Produces
  @Singleton
  ProbingPulse pulse() {
    return pulse;
  }

  /** The roster takes it up with its next poll, no sooner: what goes wrong again must not spin. */
  private void outOfStep(long endpointId) {
    roster.outOfStep(endpointId);
  }

  private void soon(Runnable start) {
    schedule.soon(start);
  }

  private void confirm(Probed probed, Duration delay) {
    schedule.confirm(probed, delay);
  }

  private Stream<Endpoint> others() {
    return probing.endpoints();
  }

  private void catchUp(Probed probed) {
    schedule.catchUp(probed);
  }

  void start(@Observes StartupEvent event) {
    if (!roles.roles().contains(RolesConfig.Role.PROBE)) {
      LOG.info("This replica does not probe (probity.roles)");
      return;
    }
    endpoints.onChange(news::release);
    // Endpoints are known before others are asked to leave their shards to us.
    new Chore("roster", roster::tick).run();
    renew();
    long heartbeat = heartbeat().toMillis();
    heartbeats.scheduleWithFixedDelay(
        new Chore("heartbeat", this::renew), heartbeat, heartbeat, TimeUnit.MILLISECONDS);
    if (!cluster.exclusive()) {
      lookout.scheduleWithFixedDelay(
          new Chore("look-out for shards", this::lookOut),
          LOOK_OUT.toMillis(),
          LOOK_OUT.toMillis(),
          TimeUnit.MILLISECONDS);
    }
    routines.start(loopWatch);
    recording.start();
    calling.start();
  }

  /** No more often than need be where nobody waits for the lease to run out. */
  private Duration heartbeat() {
    Duration configured = cluster.heartbeat();
    Duration half = cluster.leaseTtl().dividedBy(2);
    return cluster.exclusive() && half.compareTo(configured) > 0 ? half : configured;
  }

  /** On a thread of its own: an answer that does not come must not delay the lease. */
  private void lookOut() {
    if (stopping || !membership.isWorkFree()) {
      return;
    }
    try {
      heartbeats.submit(new Chore("taking of shards", this::renew)).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a chore does not throw", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Renews the lease; the roster hears of other shards at once. */
  private void renew() {
    Set<Integer> before = membership.shards();
    membership.tick(self.impairment().isPresent());
    if (!membership.shards().equals(before)) {
      news.release();
    }
  }

  @Produces
  @Singleton
  OnDemand onDemand() {
    return onDemand;
  }

  private void callTheRoll() {
    Runnable watch = new Chore("maintenance", maintenance::tick);
    Runnable tick = new Chore("roster", roster::tick);
    Runnable asked = new Chore("taking of requests", this::takeRequests);
    Runnable keep = new Chore("keeping of maintenance", maintenance::keep);
    int each = cluster.exclusive() ? ALONE_EACH : 1;
    boolean told = true;
    for (int turn = 0; !stopping; turn++) {
      watch.run();
      if (told || turn % each == 0) {
        tick.run();
        asked.run();
      }
      keep.run();
      try {
        told = news.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS);
        news.drainPermits();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** While the database is away the roster says so. */
  private void takeRequests() {
    try {
      requests.take(membership.shards()).forEach(probing::soon);
    } catch (DbUnavailable away) {
      LOG.debugf(away, "Requests for checks wait for the database");
    }
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stopping = true;
    CompletableFuture<Void> quiet = new CompletableFuture<>();
    loop.execute(
        () -> {
          schedule.stop();
          permits.whenIdle(
              () -> {
                self.stop();
                quiet.complete(null);
              });
        });
    routines.stop();
    lookout.shutdownNow();
    news.release();
    if (recording.isAlive()) {
      quiet.completeOnTimeout(null, LAST_CHECKS.toMillis(), TimeUnit.MILLISECONDS).join();
      heartbeats.shutdownNow();
      heartbeats.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      recorder.stop();
      recording.join(PATIENCE.toMillis());
      calling.join(PATIENCE.toMillis());
      membership.leave();
    }
    assertions.shutdownNow();
  }
}
