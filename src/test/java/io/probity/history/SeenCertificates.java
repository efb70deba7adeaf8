package io.probity.history;

import io.probity.db.Db;
import io.probity.probe.Attempt;
import io.probity.probe.ConnectionFacts;
import io.probity.probe.Failure;
import io.probity.probe.Trigger;
import io.probity.tls.ChainVerdict;
import io.probity.tls.TlsFacts;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets endpoints present certificates, for tests of what follows from that. */
public final class SeenCertificates {
  private final CertificateLog log;

  public SeenCertificates(Db db) {
    log = HistoryFixtures.certificates(db);
  }

  /** A check sees a chain, and fails like this or passes. */
  public void see(
      long endpointId, Instant at, List<X509Certificate> chain, @Nullable Failure failure) {
    Attempt attempt =
        new Attempt(
            at,
            HistoryFixtures.TIMINGS,
            "203.0.113.7",
            new ConnectionFacts(false, 5, 1),
            new TlsFacts(chain, "TLSv1.3", "TLS_AES_128_GCM_SHA256", ChainVerdict.VALID),
            null,
            failure,
            null);
    log.observe(HistoryFixtures.check(endpointId, at, Trigger.SCHEDULE, List.of(attempt)));
    log.tick();
  }
}
