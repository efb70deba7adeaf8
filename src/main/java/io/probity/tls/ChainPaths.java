package io.probity.tls;

import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the ways from the leaf to trust anchors through what was presented, in whatever order and
 * with whatever extras. Every step is proven by its signature. Single use.
 */
final class ChainPaths {
  private static final int MAX_DEPTH = 10;
  private static final int MAX_PATHS = 8;

  /** Bounds the work that a hostile peer can cause. */
  private static final int MAX_SIGNATURES = 40;

  private static final int MAX_RSA = 8_192;

  /**
   * A way to trust.
   *
   * @param certificates leaf first, without the anchor; empty: the leaf is the anchor
   */
  record Path(List<X509Certificate> certificates, X509Certificate anchor) {}

  private final List<X509Certificate> presented;
  private final TrustAnchors anchors;
  private final List<Path> complete = new ArrayList<>();
  private List<X509Certificate> deepest = List.of();
  private @Nullable X509Certificate namesake;
  private int signatures;

  ChainPaths(List<X509Certificate> presented, TrustAnchors anchors) {
    this.presented = presented;
    this.anchors = anchors;
    extend(List.of(presented.get(0)));
  }

  /** The ways to trust, the most direct first; empty: none. */
  List<Path> complete() {
    return complete;
  }

  /** The end of the longest way that does not lead to trust. */
  X509Certificate deadEnd() {
    return deepest.get(deepest.size() - 1);
  }

  /** What bears the name of the dead end's issuer, presented or trusted, but not its key. */
  @Nullable X509Certificate namesake() {
    return namesake != null
            && namesake.getSubjectX500Principal().equals(deadEnd().getIssuerX500Principal())
        ? namesake
        : null;
  }

  static boolean isSelfSigned(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
        && isSignedBy(certificate, certificate.getPublicKey());
  }

  static boolean isSignedBy(X509Certificate certificate, PublicKey key) {
    if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() > MAX_RSA) {
      return false;
    }
    try {
      certificate.verify(key);
      return true;
    } catch (GeneralSecurityException | ProviderException | IllegalArgumentException e) {
      return false;
    }
  }

  private void extend(List<X509Certificate> path) {
    X509Certificate last = path.get(path.size() - 1);
    if (anchors.contains(last)) {
      complete.add(new Path(path.subList(0, path.size() - 1), last));
      return;
    }
    boolean extended = false;
    for (X509Certificate anchor : anchors.named(last.getIssuerX500Principal())) {
      if (issued(anchor, last)) {
        complete.add(new Path(path, anchor));
        extended = true;
      }
    }
    if (!isSelfSigned(last)) {
      for (X509Certificate issuer : presented) {
        if (issuer.getSubjectX500Principal().equals(last.getIssuerX500Principal())
            && !path.contains(issuer)
            && path.size() < MAX_DEPTH
            && complete.size() < MAX_PATHS
            && issued(issuer, last)) {
          List<X509Certificate> longer = new ArrayList<>(path);
          longer.add(issuer);
          extend(longer);
          extended = true;
        }
      }
    }
    if (!extended && path.size() > deepest.size()) {
      deepest = path;
    }
  }

  private boolean issued(X509Certificate issuer, X509Certificate certificate) {
    boolean signed =
        signatures++ < MAX_SIGNATURES && isSignedBy(certificate, issuer.getPublicKey());
    if (!signed) {
      namesake = issuer;
    }
    return signed;
  }
}
