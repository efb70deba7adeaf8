package io.probity.probe.http;

import io.probity.net.PinnedAddress;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Decides why no TCP connection came about, from the exceptions' types. Pure. */
final class ConnectFailure {
  private ConnectFailure() {}

  /**
   * Every address has failed. Those without a route count only where nothing else was tried.
   *
   * @param causes not empty
   * @param tls whether a handshake would have followed, so that it is what a reset prevented
   */
  static Failure of(Map<PinnedAddress, Throwable> causes, boolean tls) {
    Map<FailureClass, String> byClass = new LinkedHashMap<>();
    causes.forEach(
        (address, cause) ->
            byClass.merge(classOf(cause, tls), address.toString(), (a, b) -> a + ", " + b));
    String ours = byClass.get(FailureClass.MONITOR_OVERLOADED);
    if (ours != null) {
      return new Failure(
          FailureClass.MONITOR_OVERLOADED,
          "The monitor could not open a socket for "
              + ours
              + ": it is short of ports, files or permissions.",
          addresses(causes.keySet()));
    }
    FailureClass reset = tls ? FailureClass.TLS_RESET : FailureClass.REQUEST_RESET;
    String resetting = byClass.get(reset);
    if (resetting != null) {
      return new Failure(
          reset,
          resetting + " reset the connection as soon as it was made.",
          addresses(causes.keySet()));
    }
    String refused = byClass.get(FailureClass.CONNECT_REFUSED);
    if (refused != null) {
      return new Failure(
          FailureClass.CONNECT_REFUSED,
          refused + " refused the connection.",
          addresses(causes.keySet()));
    }
    return new Failure(
        FailureClass.CONNECT_UNREACHABLE,
        "There is no route to " + join(causes.keySet()) + ".",
        addresses(causes.keySet()));
  }

  /** The time was up before any address accepted. */
  static Failure timedOut(
      Collection<PinnedAddress> addresses,
      Map<PinnedAddress, Throwable> causes,
      PinnedAddress lastTried,
      Duration allowed) {
    Map<String, Object> evidence = new LinkedHashMap<>(addresses(addresses));
    if (!causes.isEmpty()) {
      evidence.put("failedBefore", causes.keySet().stream().map(PinnedAddress::toString).toList());
    }
    return new Failure(
        FailureClass.CONNECT_TIMEOUT,
        lastTried + " did not accept a TCP connection within " + allowed.toMillis() + " ms.",
        evidence);
  }

  /**
   * A {@link ConnectException} is the refusal: the kernel's own time-out has the same type, but
   * comes minutes after ours. A {@link BindException} (no local port left, or no permission), the
   * failure to make a socket at all and whatever else kept a request on this machine are the
   * monitor's; what remains is the lack of a route. Netty wraps the exceptions of the socket in
   * ones that only tell refusal and lack of a route apart.
   */
  private static FailureClass classOf(Throwable cause, boolean tls) {
    if (cause instanceof ResetAtOnce) {
      return tls ? FailureClass.TLS_RESET : FailureClass.REQUEST_RESET;
    }
    if (cause instanceof ConnectException) {
      return FailureClass.CONNECT_REFUSED;
    }
    if (cause instanceof BindException
        || cause.getCause() instanceof BindException
        || !(cause instanceof IOException)
        || cause instanceof Unsent) {
      return FailureClass.MONITOR_OVERLOADED;
    }
    return FailureClass.CONNECT_UNREACHABLE;
  }

  private static Map<String, Object> addresses(Collection<PinnedAddress> addresses) {
    return Map.of("addresses", addresses.stream().limit(16).map(PinnedAddress::toString).toList());
  }

  private static String join(Collection<PinnedAddress> addresses) {
    return addresses.stream().map(PinnedAddress::toString).collect(Collectors.joining(", "));
  }
}
