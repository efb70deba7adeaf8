package io.probity.endpoint;

import org.jspecify.annotations.Nullable;

/** Says which literal addresses may not be probed. Thread-safe. */
@FunctionalInterface
public interface LiteralPolicy {
  /** Refuses nothing. */
  LiteralPolicy NONE = host -> null;

  /**
   * The sentence of the refusal, or null if {@code host} is no literal address or may be probed.
   *
   * @param host a name in ASCII, or an IPv4 or IPv6 literal without brackets
   */
  @Nullable String refusal(String host);
}
