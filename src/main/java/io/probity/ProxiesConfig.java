package io.probity;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** Who may say on whose behalf a request is made. */
@ConfigMapping(prefix = "probity.http")
interface ProxiesConfig {
  /** Addresses or CIDR ranges of reverse proxies. */
  Optional<List<String>> trustedProxies();
}
