package io.probity.tls;

import java.security.cert.X509Certificate;
import java.util.Map;

/**
 * One thing that is wrong with a chain.
 *
 * @param certificate the one at fault
 * @param detail one sentence
 * @param evidence beyond what is said of every certificate at fault
 */
record Finding(
    ChainProblem problem,
    X509Certificate certificate,
    String detail,
    Map<String, Object> evidence) {
  Finding(ChainProblem problem, X509Certificate certificate, String detail) {
    this(problem, certificate, detail, Map.of());
  }
}
