package io.probity.tls;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Fetches what certificates point to: through the egress policy and no other way, without following
 * redirects.
 */
public interface PkiFetcher {
  /**
   * What to fetch.
   *
   * @param url as the certificate says; anything but plain http is refused
   * @param post an OCSP request to post, null: get
   * @param maxBytes a longer answer is refused
   * @param timeout for all of it, resolving included
   */
  record Request(String url, byte @Nullable [] post, int maxBytes, Duration timeout) {}

  /** What came of it. */
  sealed interface Fetched {
    /** The body of a 200. */
    record Content(byte[] bytes) implements Fetched {}

    /**
     * Nothing.
     *
     * @param reason one word for programs, e.g. "timeout", "egress_denied", "status_302"
     * @param detail one sentence for people
     */
    record Nothing(String reason, String detail) implements Fetched {}
  }

  /** Fetches; never blocks, never fails, completes on the event loop of the caller. */
  CompletionStage<Fetched> fetch(Request request);
}
