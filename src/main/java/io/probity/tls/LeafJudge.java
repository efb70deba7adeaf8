package io.probity.tls;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the leaf alone shows. Pure; each check answers null if there is nothing to find. */
final class LeafJudge {
  private static final int MAX_NAMES = 10;
  private static final int MAX_TOLD = 5;

  private final X509Certificate leaf;
  private final String host;

  LeafJudge(X509Certificate leaf, String host) {
    this.leaf = leaf;
    this.host = host;
  }

  @Nullable Finding validity(Instant now) {
    Instant notBefore = leaf.getNotBefore().toInstant();
    Instant notAfter = leaf.getNotAfter().toInstant();
    if (now.isAfter(notAfter)) {
      return found(
          ChainProblem.CERTIFICATE_EXPIRED,
          "expired on %s, %s ago".formatted(notAfter, Wording.span(notAfter, now)));
    }
    return now.isBefore(notBefore)
        ? found(
            ChainProblem.CERTIFICATE_NOT_YET_VALID,
            "is valid only from %s, in %s".formatted(notBefore, Wording.span(now, notBefore)))
        : null;
  }

  @Nullable Finding usage() {
    if (!Usage.allowsServers(leaf)) {
      return found(
          ChainProblem.WRONG_USAGE,
          "may not be used by servers: its extended key usage lacks serverAuth");
    }
    return Usage.allowsHandshakes(leaf)
        ? null
        : found(
            ChainProblem.WRONG_USAGE,
            "may not be used in handshakes: its key usage allows neither signatures nor key exchange");
  }

  @Nullable Finding identity() {
    if (ServerIdentity.matches(leaf, host)) {
      return null;
    }
    List<String> names = ServerIdentity.names(leaf);
    List<String> some = names.stream().limit(MAX_NAMES).toList();
    List<String> told = names.stream().limit(MAX_TOLD).toList();
    String valid =
        names.isEmpty()
            ? "names no host at all (its subject alternative names count, the common name does not)"
            : "is valid for "
                + String.join(", ", told)
                + (names.size() > MAX_TOLD ? " and %d more".formatted(names.size() - MAX_TOLD) : "")
                + ", not for "
                + host;
    return new Finding(
        ChainProblem.HOSTNAME_MISMATCH,
        leaf,
        Wording.sentence(
            "the certificate presented for %s (%s) %s"
                .formatted(host, Wording.subject(leaf), valid)),
        Map.of("host", host, "names", some));
  }

  private Finding found(ChainProblem problem, String predicate) {
    return new Finding(problem, leaf, Wording.sentence(Wording.leaf(leaf, host) + " " + predicate));
  }
}
