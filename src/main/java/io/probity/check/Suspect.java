package io.probity.check;

import io.probity.net.Reach;
import io.probity.net.Whereabouts;
import io.probity.probe.Attempt;
import io.probity.probe.Check;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Phase;
import io.probity.probe.Verdict;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A failure for which our own network or resolver might be to blame.
 *
 * @param where where the target is; of a name of which no address was ever seen, its domain, taken
 *     for near, so that any answer clears it
 * @param resolver whether it is the resolver that did not do its work
 * @param sinceNanos an answer that came later than this clears it
 */
record Suspect(Whereabouts where, boolean resolver, long sinceNanos) {
  private static final Set<FailureClass> OF_THE_RESOLVER =
      EnumSet.of(
          FailureClass.DNS_SERVFAIL,
          FailureClass.DNS_REFUSED,
          FailureClass.DNS_TIMEOUT,
          FailureClass.DNS_MALFORMED,
          FailureClass.MONITOR_NETWORK_DOWN);

  /**
   * What a check that just ended is suspected of. An answer counts from the middle of the attempt
   * on: one that came earlier may have come before the network went, in the moment when the attempt
   * had begun already.
   *
   * @param where as above
   * @return null: nothing, the check was answered or failed otherwise, or the target is this very
   *     machine, to which there is always a way
   */
  static @Nullable Suspect of(Check check, Whereabouts where, long nowNanos) {
    Failure failure = check.deciding().failure();
    if (failure == null || where.reach() == Reach.HERE || !mayBeOurs(failure.cls())) {
      return null;
    }
    long half = Math.max(0, check.deciding().timings().totalUs()) * 500L;
    return new Suspect(where, isOfTheResolver(failure.cls()), nowNanos - half);
  }

  private static boolean mayBeOurs(FailureClass cls) {
    return cls.phase() == Phase.DNS
        || cls.phase() == Phase.CONNECT
        || cls == FailureClass.TLS_HANDSHAKE_TIMEOUT
        || cls == FailureClass.MONITOR_NETWORK_DOWN;
  }

  private static boolean isOfTheResolver(FailureClass cls) {
    return OF_THE_RESOLVER.contains(cls);
  }

  /**
   * Whether something came back from the target: a response, or at least a connection that was made
   * for this attempt. A reset instead of a connection is none: a firewall of our own says that too.
   * Nor is a connection whose handshake was never answered.
   */
  static boolean answered(Attempt attempt) {
    Failure failure = attempt.failure();
    if (failure == null || attempt.response() != null) {
      return true;
    }
    return switch (failure.cls().phase()) {
      case DNS, POLICY, CONNECT, MONITOR -> false;
      case TLS -> failure.cls() != FailureClass.TLS_HANDSHAKE_TIMEOUT;
      case REQUEST, RESPONSE -> attempt.connection() != null && !attempt.reused();
      case REDIRECT, STATUS, ASSERTION -> true;
    };
  }

  /** Whether a DNS server was asked for the attempt and did its work, be the answer good or bad. */
  static boolean resolved(Attempt attempt) {
    Failure failure = attempt.failure();
    return attempt.timings().dnsUs() >= 0 && (failure == null || !isOfTheResolver(failure.cls()));
  }

  /** Whether it is called down because of it, rather than unknown already. */
  static boolean accuses(Check check) {
    return check.verdict() == Verdict.DOWN;
  }
}
