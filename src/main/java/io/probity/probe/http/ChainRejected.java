package io.probity.probe.http;

import io.probity.tls.ChainVerdict;
import java.security.cert.CertificateException;

/** Ends a handshake whose chain was judged bad, so that no byte of the request can leave. */
final class ChainRejected extends CertificateException {
  private static final long serialVersionUID = 1L;
  private final transient ChainVerdict verdict;

  ChainRejected(ChainVerdict verdict) {
    super(verdict.detail());
    this.verdict = verdict;
  }

  ChainVerdict verdict() {
    return verdict;
  }

  /** It is thrown per failing probe and never logged. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
