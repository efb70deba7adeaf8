package io.probity.probe.http;

import io.probity.endpoint.IpVersion;
import io.probity.net.Admission;
import io.probity.net.DnsProblem;
import io.probity.net.Family;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;

/** Translates between the vocabularies of endpoints, resolver and failures. */
final class Families {
  private Families() {}

  static Family of(IpVersion version) {
    return switch (version) {
      case ANY -> Family.ANY;
      case V4 -> Family.V4;
      case V6 -> Family.V6;
    };
  }

  /** Why a name has no address. */
  static Failure failure(Admission.Unresolved unresolved) {
    return new Failure(classOf(unresolved.problem()), unresolved.detail(), unresolved.evidence());
  }

  private static FailureClass classOf(DnsProblem problem) {
    return switch (problem) {
      case NXDOMAIN -> FailureClass.DNS_NXDOMAIN;
      case NO_ADDRESS -> FailureClass.DNS_NO_ADDRESS;
      case SERVFAIL -> FailureClass.DNS_SERVFAIL;
      case REFUSED -> FailureClass.DNS_REFUSED;
      case TIMEOUT -> FailureClass.DNS_TIMEOUT;
      case MALFORMED -> FailureClass.DNS_MALFORMED;
      case UNSENT -> FailureClass.MONITOR_NETWORK_DOWN;
      case OVERLOADED -> FailureClass.MONITOR_OVERLOADED;
    };
  }
}
