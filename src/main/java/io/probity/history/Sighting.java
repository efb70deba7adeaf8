package io.probity.history;

import io.probity.probe.Attempt;
import io.probity.probe.ChainFailure;
import io.probity.probe.FailureClass;
import io.probity.tls.ChainProblem;
import io.probity.tls.ChainVerdict;
import io.probity.tls.TlsFacts;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A certificate chain that an endpoint was seen to present, and what was thought of it.
 *
 * @param observedAt when it was first seen
 * @param chain as presented, leaf first, not empty
 * @param problem null: valid
 * @param atFault index of the element at fault, null: none or unknown
 * @param detail one sentence on the problem, null: valid
 * @param tlsVersion null: not negotiated
 * @param cipher IANA name, null: not negotiated
 * @param address literal, null: unknown
 */
public record Sighting(
    Instant observedAt,
    List<X509Certificate> chain,
    @Nullable FailureClass problem,
    @Nullable Integer atFault,
    @Nullable String detail,
    @Nullable String tlsVersion,
    @Nullable String cipher,
    @Nullable String address) {

  /** What an attempt saw; empty if it was shown no chain. */
  public static Optional<Sighting> of(Instant at, Attempt attempt) {
    TlsFacts tls = attempt.tls();
    if (tls == null || tls.chain().isEmpty()) {
      return Optional.empty();
    }
    ChainVerdict verdict = tls.verdict() == null ? ChainVerdict.VALID : tls.verdict();
    ChainProblem problem = verdict.problem();
    return Optional.of(
        new Sighting(
            at,
            tls.chain(),
            problem == null ? null : ChainFailure.classOf(problem),
            verdict.atFault() < 0 ? null : verdict.atFault(),
            problem == null ? null : verdict.detail(),
            tls.protocol(),
            tls.cipher(),
            attempt.address()));
  }
}
