package io.probity.net;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * The one door for every outgoing connection: resolves a host and admits its addresses by policy.
 */
public interface Egress {
  /**
   * Resolves {@code host} (through the TTL cache) and checks each address. Never blocks and never
   * fails: every outcome is an {@link Admission}. Completes on the caller's event loop if it has
   * one.
   *
   * @param host a name in ASCII, or an IPv4 or IPv6 literal without brackets
   * @param budget the most time resolving may take
   */
  CompletionStage<Admission> admit(String host, int port, Family family, Duration budget);

  /**
   * The policy's refusal of a literal address, for validation on write.
   *
   * @return the sentence of the refusal, or null if {@code host} is no literal or is admitted
   */
  @org.jspecify.annotations.Nullable
  String refusalOfLiteral(String host);
}
