package io.probity.net;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** Where connections may go, beyond and against the built-in refusals. */
@ConfigMapping(prefix = "probity.egress")
public interface EgressConfig {
  /** CIDR ranges that are admitted although a built-in refusal covers them. */
  Optional<List<String>> allow();

  /** CIDR ranges that are refused, whatever else is said. */
  Optional<List<String>> deny();

  /**
   * The policy that this configuration makes.
   *
   * @throws IllegalArgumentException naming the key, if a range is nonsense
   */
  default EgressPolicy policy() {
    return EgressPolicy.of(allow().orElse(List.of()), deny().orElse(List.of()));
  }
}
