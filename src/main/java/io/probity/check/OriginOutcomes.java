package io.probity.check;

import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the last checks of an origin ended. Confined to the event loop. */
final class OriginOutcomes {
  private static final int LEAST = 3;
  private static final int ENOUGH = 16;

  /** What an origin does to every request alike; others may hang on the path or the settings. */
  private static final Set<FailureClass> OF_THE_ORIGIN =
      EnumSet.of(
          FailureClass.DNS_NXDOMAIN,
          FailureClass.DNS_NO_ADDRESS,
          FailureClass.DNS_SERVFAIL,
          FailureClass.DNS_REFUSED,
          FailureClass.DNS_TIMEOUT,
          FailureClass.DNS_MALFORMED,
          FailureClass.CONNECT_REFUSED,
          FailureClass.CONNECT_TIMEOUT,
          FailureClass.CONNECT_UNREACHABLE,
          FailureClass.TLS_HANDSHAKE_TIMEOUT,
          FailureClass.TLS_RESET,
          FailureClass.TLS_CLOSED,
          FailureClass.TLS_NOT_TLS,
          FailureClass.REQUEST_TIMEOUT,
          FailureClass.REQUEST_RESET,
          FailureClass.RESPONSE_TIMEOUT,
          FailureClass.RESPONSE_HEADERS_TIMEOUT,
          FailureClass.RESPONSE_CLOSED,
          FailureClass.RESPONSE_RESET);

  private final String origin;
  private final int enough;
  private @Nullable FailureClass cls;
  private int inARow;

  /**
   * Nothing has ended yet.
   *
   * @param atOnce checks of the origin under way at once: as many that end alike are a pattern, but
   *     three are needed and 16 suffice
   */
  OriginOutcomes(String origin, int atOnce) {
    this.origin = origin;
    this.enough = Math.max(LEAST, Math.min(ENOUGH, atOnce));
  }

  /**
   * What the end of a check says of its origin: whatever failed after a redirect, the origin did
   * answer.
   *
   * @param failure null: the check passed
   * @return null: the origin answered
   */
  static @Nullable FailureClass told(@Nullable Failure failure) {
    return failure == null || failure.evidence().containsKey("redirects") ? null : failure.cls();
  }

  /**
   * A check has ended.
   *
   * @param failure null: it passed; a failure of our own says nothing of the origin
   */
  void ended(@Nullable FailureClass failure) {
    if (failure != null && failure.ours()) {
      return;
    }
    inARow = failure != null && failure == cls ? inARow + 1 : 1;
    cls = failure;
  }

  /** What all of late have failed with, null: some passed, or failed otherwise. */
  @Nullable OriginFailure failing() {
    return cls != null && inARow >= enough && OF_THE_ORIGIN.contains(cls)
        ? new OriginFailure(origin, cls, inARow)
        : null;
  }
}
