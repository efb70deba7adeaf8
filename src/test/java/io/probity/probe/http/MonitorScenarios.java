package io.probity.probe.http;

import static io.probity.probe.FailureClass.*;

import io.probity.endpoint.Auth;
import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.probe.Attempt;
import io.probity.probe.FailureClass;
import io.probity.secret.Secret;
import io.probity.testing.TargetServer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Faults of the monitor's own. */
final class MonitorScenarios {
  private MonitorScenarios() {}

  static Map<FailureClass, Scenario> all() {
    Map<FailureClass, Scenario> all = new EnumMap<>(FailureClass.class);
    all.put(MONITOR_OVERLOADED, stage -> DeprivedProbe.withoutDescriptors());
    all.put(MONITOR_NETWORK_DOWN, stage -> DeprivedProbe.withoutNetwork(stage));
    all.put(
        MONITOR_INTERNAL,
        stage -> {
          TargetServer server = stage.secure(with -> with.serveOk("fine"));
          Auth unreadable = new Auth.MutualTls("no certificate", new Secret("h3ader-secret"));
          return new Scenario.Played(stage.fresh(stage.at(server).auth(unreadable)), List.of());
        });
    all.put(MONITOR_INTERRUPTED, MonitorScenarios::interrupted);
    return all;
  }

  private static Scenario.Played interrupted(Stage stage) throws Exception {
    TargetServer server =
        stage.secure(
            with -> {
              with.request();
              with.silence();
            });
    Endpoint endpoint = stage.at(server).endpoint();
    CompletableFuture<Attempt> attempt =
        stage
            .probe
            .prober
            .attempt(endpoint, ConnectionMode.FRESH, Duration.ofSeconds(10))
            .toCompletableFuture();
    Awaitility.await().until(() -> !server.requests().isEmpty());
    stage.probe.prober.close();
    return new Scenario.Played(Stage.judged(endpoint, attempt.get(5, TimeUnit.SECONDS)), List.of());
  }
}
