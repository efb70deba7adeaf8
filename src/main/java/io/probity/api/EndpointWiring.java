package io.probity.api;

import io.probity.endpoint.LiteralPolicy;
import io.probity.net.Egress;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Gives endpoint configurations the egress policy, which their package does not know. */
final class EndpointWiring {
  @Produces
  @Singleton
  LiteralPolicy literals(Egress egress) {
    return egress::refusalOfLiteral;
  }
}
