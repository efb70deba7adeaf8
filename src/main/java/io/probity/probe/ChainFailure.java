package io.probity.probe;

import io.probity.tls.ChainProblem;
import io.probity.tls.ChainVerdict;
import java.util.LinkedHashMap;
import java.util.Map;

/** A rejected certificate chain in the vocabulary of failures. */
public final class ChainFailure {
  private ChainFailure() {}

  /**
   * The failure that a verdict amounts to.
   *
   * @throws IllegalArgumentException if the verdict is valid
   */
  public static Failure of(ChainVerdict verdict) {
    ChainProblem problem = verdict.problem();
    if (problem == null) {
      throw new IllegalArgumentException("a valid chain is no failure");
    }
    Map<String, Object> evidence = new LinkedHashMap<>(verdict.evidence());
    if (verdict.atFault() >= 0) {
      evidence.put("atFault", verdict.atFault());
    }
    return new Failure(classOf(problem), verdict.detail(), evidence);
  }

  /** The class that a problem of a chain is reported under. */
  public static FailureClass classOf(ChainProblem problem) {
    return switch (problem) {
      case CERTIFICATE_EXPIRED -> FailureClass.TLS_CERTIFICATE_EXPIRED;
      case CERTIFICATE_NOT_YET_VALID -> FailureClass.TLS_CERTIFICATE_NOT_YET_VALID;
      case INTERMEDIATE_EXPIRED -> FailureClass.TLS_INTERMEDIATE_EXPIRED;
      case HOSTNAME_MISMATCH -> FailureClass.TLS_HOSTNAME_MISMATCH;
      case SELF_SIGNED -> FailureClass.TLS_SELF_SIGNED;
      case UNTRUSTED_ROOT -> FailureClass.TLS_UNTRUSTED_ROOT;
      case INCOMPLETE_CHAIN -> FailureClass.TLS_INCOMPLETE_CHAIN;
      case REVOKED -> FailureClass.TLS_REVOKED;
      case WEAK_KEY -> FailureClass.TLS_WEAK_KEY;
      case WEAK_SIGNATURE -> FailureClass.TLS_WEAK_SIGNATURE;
      case WRONG_USAGE -> FailureClass.TLS_WRONG_USAGE;
      case INVALID_CA -> FailureClass.TLS_INVALID_CA;
      case NAME_CONSTRAINT -> FailureClass.TLS_NAME_CONSTRAINT;
      case INVALID_CHAIN -> FailureClass.TLS_INVALID_CHAIN;
    };
  }
}
