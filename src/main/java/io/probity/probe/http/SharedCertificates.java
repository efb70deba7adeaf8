package io.probity.probe.http;

import java.lang.ref.WeakReference;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * One object for all connections that are shown the same certificate, as long as anybody has it:
 * chains share their issuers, endpoints their servers, and an endpoint's next connection shows what
 * its last one did. What was read of it once is not read again. Loop-confined.
 */
final class SharedCertificates {
  private final Map<X509Certificate, WeakReference<X509Certificate>> known = new WeakHashMap<>();

  /** The chain in its order. */
  List<X509Certificate> of(X509Certificate[] presented) {
    List<X509Certificate> chain = new ArrayList<>(presented.length);
    for (X509Certificate each : presented) {
      chain.add(of(each));
    }
    return List.copyOf(chain);
  }

  private X509Certificate of(X509Certificate presented) {
    WeakReference<X509Certificate> reference = known.get(presented);
    X509Certificate before = reference == null ? null : reference.get();
    if (before != null) {
      return before;
    }
    known.put(presented, new WeakReference<>(presented));
    return presented;
  }
}
