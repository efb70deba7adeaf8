package io.probity.probe.http;

import java.util.IdentityHashMap;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * The handshakes under way, by engine: trust and key managers serve many connections and are told
 * apart by nothing else. Loop-confined.
 */
final class Handshakes {
  private final Map<SSLEngine, Handshake> byEngine = new IdentityHashMap<>();

  void begin(SSLEngine engine, Handshake handshake) {
    byEngine.put(engine, handshake);
  }

  void end(SSLEngine engine) {
    byEngine.remove(engine);
  }

  int size() {
    return byEngine.size();
  }

  @Nullable Handshake of(@Nullable SSLEngine engine) {
    return engine == null ? null : byEngine.get(engine);
  }
}
