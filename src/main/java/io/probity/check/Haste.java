package io.probity.check;

import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointSpec;
import io.probity.probe.Attempt;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Timings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one check is granted: fewer attempts and less time where permits are short. Pure.
 *
 * @param single one attempt only
 * @param total the time of the whole check
 * @param shortened whether that is less than its endpoint is configured for
 */
record Haste(boolean single, Duration total, boolean shortened) {
  private static final Duration SLOT = Duration.ofMillis(Grid.SLOT_MILLIS);
  private static final Set<FailureClass> TIME_OUTS =
      EnumSet.of(
          FailureClass.DNS_TIMEOUT,
          FailureClass.CONNECT_TIMEOUT,
          FailureClass.TLS_HANDSHAKE_TIMEOUT,
          FailureClass.REQUEST_TIMEOUT,
          FailureClass.RESPONSE_TIMEOUT,
          FailureClass.RESPONSE_HEADERS_TIMEOUT,
          FailureClass.RESPONSE_BODY_TIMEOUT);

  static Haste of(EndpointSpec spec, boolean settled, Pressure pressure) {
    Duration whole = beforeItsNextTurn(spec);
    Duration total = pressure.total(whole);
    return new Haste(settled || pressure != Pressure.NONE, total, total.compareTo(whole) < 0);
  }

  /** A check that takes all its time must be over when the next is due, or every other is lost. */
  private static Duration beforeItsNextTurn(EndpointSpec spec) {
    Duration tenth = Duration.ofNanos(spec.interval().toNanos() / 10);
    Duration turn = spec.interval().minus(tenth.compareTo(SLOT) < 0 ? tenth : SLOT);
    Duration configured = spec.timeouts().total();
    return configured.compareTo(turn) < 0 ? configured : turn;
  }

  /** Whether the shortage costs the check attempts that it would have had. */
  boolean dropsRetries(EndpointSpec spec, boolean settled) {
    return single && !settled && spec.retry().maxAttempts() > 1;
  }

  /**
   * The attempts as they count. A target that was not failing is not called down because we gave it
   * less time than it may take: then the last attempt is a failure of ours.
   *
   * @param took time of the whole check
   * @param before what the endpoint's last check failed with, null: it passed, or there was none
   */
  List<Attempt> judged(List<Attempt> attempts, Duration took, @Nullable FailureClass before) {
    Attempt last = attempts.get(attempts.size() - 1);
    Failure failure = last.failure();
    boolean cut = shortened && failure != null && TIME_OUTS.contains(failure.cls());
    boolean failing = before != null && !before.ours();
    if (failure == null || !cut || failing || took.compareTo(total) < 0) {
      return attempts;
    }
    List<Attempt> judged = new ArrayList<>(attempts);
    judged.set(
        attempts.size() - 1,
        last.judged(
            new Failure(
                FailureClass.MONITOR_OVERLOADED,
                "The monitor was short of permits and gave this check only %d ms, which ran out: %s"
                    .formatted(total.toMillis(), failure.detail()),
                Map.of("shortenedToMs", total.toMillis(), "class", failure.cls().wireName())),
            last.degradation()));
    return judged;
  }

  /** The attempt of a check that was not made because too many wait already. */
  static Attempt turnedAway(Endpoint endpoint, Instant now, int waiting) {
    Timings none =
        new Timings(
            Timings.NONE, Timings.NONE, Timings.NONE, Timings.NONE, Timings.NONE, Timings.NONE, 0);
    Failure failure =
        new Failure(
            FailureClass.MONITOR_OVERLOADED,
            "%d checks wait for a permit already (probity.probe.max-waiting); %s was not checked."
                .formatted(waiting, endpoint.spec().name()),
            Map.of("waiting", waiting));
    return new Attempt(now, none, null, null, null, null, failure, null);
  }
}
