package io.probity.net;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The network as this machine sees it. Confined to its event loop, and never blocks. */
public interface Surroundings {
  /**
   * Resolves a reference and connects to it, through the egress policy; closes the connection at
   * once. Completes on the event loop, always, after {@code budget} at the latest.
   */
  CompletionStage<Dialled> dial(Reference reference, Duration budget);

  /** Where an address literal is; null: it is none. */
  @Nullable Whereabouts locate(String literal);

  /**
   * Whether this machine has no route to an address and none out of its own networks either. Asks
   * the kernel and sends nothing.
   *
   * @param literal null: no address is known, so that only the way out counts
   */
  boolean routeless(@Nullable String literal);
}
