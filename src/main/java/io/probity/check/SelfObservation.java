package io.probity.check;

import io.micrometer.core.instrument.MeterRegistry;
import io.probity.alert.Outbox;
import io.probity.alert.ProberEvents;
import io.probity.alert.ProberEvents.Member;
import io.probity.cluster.Membership;
import io.probity.db.Control;
import io.probity.db.Db;
import io.probity.endpoint.Endpoint;
import io.probity.net.Egress;
import io.probity.net.NettySurroundings;
import io.probity.net.Reference;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts the parts by which the monitor watches itself together. */
@Singleton
final class SelfObservation {
  private final EventLoop loop;
  private final NettySurroundings surroundings;
  private final List<Reference> references;
  private final Impairments impairments;
  private final InstantSource clock;
  private final SelfMetrics metrics;
  private final ClockWatch clockWatch;
  private volatile @Nullable SelfWatch watch;

  SelfObservation(
      MonitorConfig config,
      EventLoop loop,
      NettySurroundings surroundings,
      Egress egress,
      @Control Db control,
      ProberStateStore store,
      ProberEvents events,
      Outbox outbox,
      Membership membership,
      InstantSource clock,
      MeterRegistry registry) {
    this.loop = loop;
    this.surroundings = surroundings;
    this.references = config.parsed();
    this.clock = clock;
    metrics = new SelfMetrics(registry);
    clockWatch = new ClockWatch(clock, System::nanoTime, metrics);
    Member member = new Member(membership.id(), host());
    impairments = new Impairments(control, store, events, outbox, member, clock);
    references.forEach(each -> demandAdmitted(each, egress));
  }

  private static void demandAdmitted(Reference reference, Egress egress) {
    String refusal = egress.refusalOfLiteral(reference.host());
    if (refusal != null) {
      throw new IllegalStateException(
          "probity.monitor.references: %s cannot be dialled: %s".formatted(reference, refusal));
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  /**
   * The scrutiny of checks whose health is kept so.
   *
   * @param others the endpoints that are probed; asked on the event loop
   * @param again told, on the event loop, whose next check should not wait for long
   */
  Scrutiny over(HealthKeeper health, Supplier<Stream<Endpoint>> others, Consumer<Probed> again) {
    SelfState state = new SelfState(impairments, clock, metrics, again);
    SelfWatch made =
        new SelfWatch(
            loop,
            surroundings,
            references,
            health,
            others,
            state,
            clock,
            System::nanoTime,
            metrics);
    impairments.onAdopted(left -> loop.execute(() -> made.adopt(left)));
    watch = made;
    return made;
  }

  /** To be called each second. Blocks. */
  void tick() {
    clockWatch.tick();
    surroundings.refresh();
    impairments.tick();
  }

  /** Stores what is held; on the event loop. */
  void stop() {
    SelfWatch made = watch;
    if (made != null) {
      made.stop();
    }
  }

  /** Why the monitor cannot judge now; empty: it can. Any thread. */
  Optional<Impairment> impairment() {
    SelfWatch made = watch;
    return made == null ? Optional.empty() : made.impairment();
  }

  /** The last step of the clock. Any thread. */
  Optional<ClockWatch.Step> clockStep() {
    return clockWatch.last();
  }

  /** A pulse that is weak while the monitor cannot judge, too. */
  ProbingPulse with(ProbingPulse pulse) {
    return () ->
        impairment().map(now -> "The monitor is impaired: " + now.reason()).or(pulse::complaint);
  }
}
