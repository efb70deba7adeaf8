package io.probity.alert;

import java.net.URI;
import java.util.concurrent.CompletionStage;

/** Tells somebody else that this program lives. */
public interface HeartbeatCall {
  /**
   * Asks for a URL with GET, once; redirects are not followed. Never blocks; completes within 20 s,
   * exceptionally only for a bug of ours.
   */
  CompletionStage<SendResult> call(URI url);
}
