package io.probity.check;

import io.micrometer.core.instrument.MeterRegistry;
import io.probity.alert.DeliveryPulse;
import io.probity.alert.HeartbeatCall;
import io.probity.alert.SendResult;
import io.probity.cluster.RolesConfig;
import io.probity.cluster.RolesConfig.Role;
import io.probity.db.Control;
import io.probity.db.Db;
import io.probity.db.DbException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Calls {@code probity.heartbeat.url} every minute for as long as this replica does its part of the
 * work: what nobody can announce is that the announcer is dead.
 */
@Singleton
final class Heartbeat {
  private static final Logger LOG = Logger.getLogger(Heartbeat.class);
  private static final String CALLS = "probity.heartbeat.calls";
  private static final int FIRST_SECONDS = 10;
  private static final int EVERY_SECONDS = 60;

  private final Optional<URI> url;
  private final RolesConfig roles;
  private final ProbingPulse probing;
  private final DeliveryPulse deliveries;
  private final Db control;
  private final HeartbeatCall call;
  private final InstantSource clock;
  private final MeterRegistry meters;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Heartbeat::thread);
  private String lastComplaint = "";

  @Inject
  Heartbeat(
      HeartbeatConfig config,
      RolesConfig roles,
      ProbingPulse probing,
      DeliveryPulse deliveries,
      @Control Db control,
      HeartbeatCall call,
      InstantSource clock,
      MeterRegistry meters) {
    this.url = config.url();
    this.roles = roles;
    this.probing = probing;
    this.deliveries = deliveries;
    this.control = control;
    this.call = call;
    this.clock = clock;
    this.meters = meters;
    url.ifPresent(Heartbeat::demandUsable);
  }

  /** Says nothing of the value: it may hold a token. */
  private static void demandUsable(URI url) {
    boolean web =
        "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
    if (!web || url.getHost() == null || url.getRawUserInfo() != null) {
      throw new IllegalStateException(
          "probity.heartbeat.url must be an absolute http or https URL without credentials");
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "probity-heartbeat");
    thread.setDaemon(true);
    return thread;
  }

  void start(@Observes StartupEvent event) {
    if (url.isPresent() && (does(Role.PROBE) || does(Role.ALERT))) {
      timer.scheduleAtFixedRate(this::attempt, FIRST_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }
  }

  void stop(@Observes ShutdownEvent event) {
    timer.shutdownNow();
  }

  /** Whatever is thrown, the next minute is tried again. */
  private void attempt() {
    try {
      tick();
    } catch (RuntimeException e) {
      report("failed", "The heartbeat cannot be sent: " + e);
    }
  }

  /** Calls, if all is well. Blocks until the answer is there. */
  void tick() {
    Optional<String> complaint = complaint();
    if (complaint.isPresent()) {
      report("withheld", "The heartbeat is withheld: " + complaint.get());
      return;
    }
    SendResult result = call.call(url.orElseThrow()).toCompletableFuture().join();
    if (result instanceof SendResult.Answered answer && answer.status() / 100 == 2) {
      report("ok", "");
    } else {
      report("failed", "The heartbeat does not arrive: " + wrong(result));
    }
  }

  private static String wrong(SendResult result) {
    return result instanceof SendResult.Answered answer
        ? "The receiver answered " + answer.status() + "."
        : ((SendResult.Failed) result).detail();
  }

  private Optional<String> complaint() {
    if (does(Role.PROBE)) {
      Optional<String> complaint = probing.complaint();
      if (complaint.isPresent()) {
        return complaint;
      }
    }
    if (does(Role.ALERT) && !deliveries.isAlive(clock.instant())) {
      return Optional.of("Deliveries are held up.");
    }
    try {
      control.first("SELECT 1", row -> Boolean.TRUE);
      return Optional.empty();
    } catch (DbException e) {
      return Optional.of("The database is away.");
    }
  }

  private boolean does(Role role) {
    return roles.roles().contains(role);
  }

  /** Logs a change, not each minute. */
  private void report(String outcome, String complaint) {
    meters.counter(CALLS, "outcome", outcome).increment();
    if (!complaint.isEmpty() && !complaint.equals(lastComplaint)) {
      LOG.warn(complaint);
    } else if (complaint.isEmpty() && !lastComplaint.isEmpty()) {
      LOG.info("The heartbeat arrives again");
    }
    lastComplaint = complaint;
  }
}
