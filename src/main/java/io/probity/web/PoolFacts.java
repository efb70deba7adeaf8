package io.probity.web;

import io.probity.check.EndpointPool.Known;
import io.probity.probe.OpenConnections;
import java.time.Duration;
import java.util.List;

/** The connections that are open for an endpoint as facts, those to each origin under its name. */
final class PoolFacts {
  private static final String TITLE = "Open connections";

  private PoolFacts() {}

  static List<Fact> of(Known known) {
    List<OpenConnections> connections = known.connections();
    if (!known.here()) {
      String where =
          known.member() == null
              ? "No replica probes this endpoint now."
              : "Replica " + known.member() + " probes this endpoint and knows them.";
      return List.of(new Fact(TITLE, where));
    }
    if (connections == null) {
      return List.of(new Fact(TITLE, "The prober was too busy to say."));
    }
    return connections.isEmpty()
        ? List.of(new Fact(TITLE, "none"))
        : connections.stream().map(PoolFacts::fact).toList();
  }

  private static Fact fact(OpenConnections open) {
    String oldest = Moment.span(Duration.ofMillis(open.oldestMs()));
    return new Fact(
        "Open to " + open.origin(),
        "%d idle, %d in use; the oldest is %s old, the busiest has carried %s"
            .formatted(open.idle(), open.inUse(), oldest, requests(open.mostRequests())));
  }

  private static String requests(int count) {
    return count == 1 ? "one request" : Figures.count(count) + " requests";
  }
}
