package io.probity.check;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Says whether the monitor can judge. It is ready all the same: the API and deliveries work. */
@Readiness
@Singleton
final class SelfReadiness implements HealthCheck {
  private final SelfObservation self;

  SelfReadiness(SelfObservation self) {
    this.self = self;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("Own network")
            .up()
            .withData("impaired", self.impairment().isPresent());
    self.impairment()
        .ifPresent(
            now ->
                response
                    .withData("since", now.since().toString())
                    .withData("reason", now.reason()));
    self.clockStep()
        .ifPresent(
            step ->
                response
                    .withData("clockSteppedAt", step.at().toString())
                    .withData("clockSteppedByMs", step.by().toMillis()));
    return response.build();
  }
}
