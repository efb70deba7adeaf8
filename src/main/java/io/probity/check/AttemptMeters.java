package io.probity.check;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.probity.probe.Attempt;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Phase;
import io.probity.probe.Timings;
import io.probity.tls.TlsFacts;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counts attempts: one that brought a whole response by its method and status, one that did not by
 * the cause; a fault of our own is neither. Confined to the event loop; no meter is looked up by
 * its tags twice.
 */
final class AttemptMeters {
  private static final Set<Phase> WITHOUT_RESPONSE =
      EnumSet.of(Phase.DNS, Phase.POLICY, Phase.CONNECT, Phase.TLS, Phase.REQUEST, Phase.RESPONSE);
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

  /** As OpenTelemetry calls what is outside of a known set. */
  private static final String OTHER = "_OTHER";

  /** Bounds of the histograms' buckets, for a whole attempt and for what waits for one. */
  static final Duration[] OF_ATTEMPTS = {
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5)
  };

  private static final Duration[] OF_PHASES = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofMillis(2500)
  };

  private static final int FIRST_STATUS = 100;
  private static final int LAST_STATUS = 599;

  private final MeterRegistry registry;
  private final Map<FailureClass, Counter> errors = new EnumMap<>(FailureClass.class);
  private final Map<String, @Nullable Timer[]> requests = new HashMap<>();
  private final Map<String, Timer> handshakes = new HashMap<>();
  private final Timer dns;
  private final Timer connect;
  private final Timer tls;
  private final Timer write;
  private final Timer firstByte;
  private final Timer transfer;

  AttemptMeters(MeterRegistry registry) {
    this.registry = registry;
    for (FailureClass cls : FailureClass.values()) {
      if (WITHOUT_RESPONSE.contains(cls.phase())) {
        errors.put(
            cls,
            Counter.builder("http.connection.errors")
                .description("Attempts that brought no whole response, by failure class")
                .tag("error_type", cls.wireName())
                .register(registry));
      }
    }
    dns = phase("dns");
    connect = phase("connect");
    tls = phase("tls");
    write = phase("write");
    firstByte = phase("first_byte");
    transfer = phase("transfer");
  }

  private Timer phase(String name) {
    return Timer.builder("probity.probe.phase.duration")
        .description("Time of each phase of an attempt, as far as it got")
        .tag("phase", name)
        .serviceLevelObjectives(OF_PHASES)
        .register(registry);
  }

  /** Takes the attempts of one check, all made with the same method. */
  void made(String method, List<Attempt> attempts) {
    for (int i = 0; i < attempts.size(); i++) {
      made(method, attempts.get(i));
    }
  }

  private void made(String method, Attempt attempt) {
    phases(attempt.timings());
    Failure failure = attempt.failure();
    Counter error = failure == null ? null : errors.get(failure.cls());
    if (error != null) {
      error.increment();
    } else if (attempt.response() != null) {
      record(request(method, attempt.response().status()), attempt.timings().totalUs());
    }
    TlsFacts facts = attempt.tls();
    boolean shookHands = failure == null || failure.cls().phase() != Phase.TLS;
    if (shookHands && facts != null && facts.protocol() != null) {
      handshake(facts.protocol(), attempt.timings().tlsUs());
    }
  }

  private void phases(Timings timings) {
    record(dns, timings.dnsUs());
    record(connect, timings.connectUs());
    record(tls, timings.tlsUs());
    record(write, timings.writeUs());
    record(firstByte, timings.firstByteUs());
    record(transfer, timings.transferUs());
  }

  private static void record(Timer timer, int micros) {
    if (micros != Timings.NONE) {
      timer.record(micros, TimeUnit.MICROSECONDS);
    }
  }

  /** The last element of a method's timers is for every status out of range. */
  private Timer request(String method, int status) {
    @Nullable Timer[] timers = requests.get(method);
    if (timers == null) {
      timers = new @Nullable Timer[LAST_STATUS - FIRST_STATUS + 2];
      requests.put(method, timers);
    }
    boolean known = status >= FIRST_STATUS && status <= LAST_STATUS;
    int index = known ? status - FIRST_STATUS : timers.length - 1;
    Timer timer = timers[index];
    if (timer == null) {
      timer =
          Timer.builder("http.client.request.duration")
              .description("Time of attempts that brought a whole response, from their start on")
              .tag("method", METHODS.contains(method) ? method : OTHER)
              .tag("status_code", known ? Integer.toString(status) : OTHER)
              .serviceLevelObjectives(OF_ATTEMPTS)
              .register(registry);
      timers[index] = timer;
    }
    return timer;
  }

  private void handshake(String protocol, int micros) {
    if (micros != Timings.NONE) {
      Timer timer = handshakes.get(protocol);
      if (timer == null) {
        timer =
            Timer.builder("tls.handshake.duration")
                .description("Time of finished TLS handshakes, summed over the hops of an attempt")
                .tag("version", TlsVersion.shown(protocol))
                .serviceLevelObjectives(OF_PHASES)
                .register(registry);
        handshakes.put(protocol, timer);
      }
      record(timer, micros);
    }
  }
}
