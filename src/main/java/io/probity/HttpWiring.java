package io.probity;

import io.probity.access.ClientAddress;
import io.probity.net.AddressRanges;
import io.probity.net.IpLiteral;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Whom the API believes where a request comes from. */
public final class HttpWiring {
  private static final String KEY = "probity.http.trusted-proxies";

  /**
   * Asked for at start.
   *
   * @throws IllegalArgumentException if a range is nonsense, or if everybody would be believed
   */
  @Produces
  @Singleton
  ClientAddress addresses(
      ProxiesConfig config,
      @ConfigProperty(name = "quarkus.http.proxy.proxy-address-forwarding") boolean forwarding,
      @ConfigProperty(name = "quarkus.http.proxy.trusted-proxies") Optional<String> believed) {
    if (forwarding && believed.isEmpty()) {
      throw new IllegalArgumentException(
          KEY + " (or quarkus.http.proxy.trusted-proxies) is empty: anybody would be believed.");
    }
    AddressRanges proxies = AddressRanges.parse(config.trustedProxies().orElse(List.of()), KEY);
    return new ClientAddress(IpLiteral::parse, proxies::contain);
  }
}
