package io.probity.acceptance;

import io.probity.testing.PackagedProbity;
import io.probity.testing.ScriptedDns;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Cuts the program's own network: targets, DNS and the receiver are all behind the link. Nothing is
 * wrong with any target, so none may be called down.
 */
final class NetworkCutBench implements HarmBench.Scenario {
  private static final int HOSTS = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What could not be delivered through the cut is tried again after 10 minutes at the latest. */
  private static final Duration REPEATS = Duration.ofMinutes(11);

  private static final List<String> EVENTS =
      List.of("endpoint.down", "endpoint.up", "prober.impaired", "prober.recovered");

  @Override
  public void run(Options options, Path data, Report report) throws Exception {
    int endpoints = options.number("endpoints", 120);
    Duration cut = options.seconds("cut", 60);
    boolean route = options.text("how", "pull").equals("route");
    String references = options.text("references", "");
    options.refuseOthers();
    report.row("how, how long", (route ? "no route" : "link cut") + ", " + cut.toSeconds() + " s");
    report.row("endpoints at 2 s over three networks", endpoints);
    try (CutNetwork network = CutNetwork.of(HOSTS);
        Fleet fleet = new Fleet(CutNetwork.NETWORKS, endpoints, 3 * HOSTS);
        ScriptedDns dns = names(fleet);
        Ledger ledger = new Ledger("10.213.0.1", Duration.ZERO, new Random(1));
        Program program = Program.embedded(data, inside(dns, references))) {
      program.start();
      String channel = program.tell(ledger, Map.of("events", EVENTS));
      program.watch(fleet, target -> fleet.url(target, name(target)), Map.of("interval", "2s"));
      Polling.until(PATIENCE, () -> inState(program, "up") == endpoints);
      if (route) {
        network.takeDown();
      } else {
        network.pull();
      }
      Thread.sleep(cut.toMillis());
      report.row("observed states at the end of the cut", counts(program));
      network.mend();
      Polling.until(PATIENCE, () -> inState(program, "up") == endpoints);
      fleet.tell(0, Fleet.Manner.STATUS_500);
      Polling.until(PATIENCE, () -> told(ledger, "endpoint.down", 0) > 0);
      fleet.tell(0, Fleet.Manner.HEALTHY);
      Polling.until(PATIENCE, () -> inState(program, "up") == endpoints);
      Polling.until(REPEATS, () -> program.hasTold(channel));
      judge(ledger, endpoints, report);
    }
  }

  private static void judge(Ledger ledger, int endpoints, Report report) {
    long wrong = 0;
    for (int target = 1; target < endpoints; target++) {
      wrong += told(ledger, "endpoint.down", target);
    }
    long impaired = ledger.distinct("prober.impaired");
    long recovered = ledger.distinct("prober.recovered");
    report.row("endpoint.down of healthy targets", wrong);
    report.row("prober.impaired, prober.recovered", impaired + ", " + recovered);
    if (wrong > 0) {
      report.fault(wrong + " healthy targets were called down");
    }
    if (impaired != 1 || recovered != 1) {
      report.fault("prober.impaired and prober.recovered should have come once each");
    }
    if (told(ledger, "endpoint.down", 0) != 1) {
      report.fault("the one real outage was not told once");
    }
    ledger.disbelieved().forEach(each -> report.fault("not believed: " + each));
  }

  private static Consumer<PackagedProbity.Builder> inside(ScriptedDns dns, String references) {
    return builder -> {
      builder
          .prefix(CutNetwork.prefix())
          .host(CutNetwork.INSIDE)
          .environment("PROBITY_EGRESS_ALLOW", "10.213.0.0/16,10.214.0.0/16,10.215.0.0/16")
          .environment("PROBITY_DNS_SERVERS", "10.213.0.1:" + dns.address().getPort());
      if (!references.isEmpty()) {
        builder.environment("PROBITY_MONITOR_REFERENCES", references);
      }
    };
  }

  private static ScriptedDns names(Fleet fleet) {
    ScriptedDns dns = new ScriptedDns("10.213.0.1");
    for (int target = 0; target < fleet.size(); target++) {
      dns.addresses(name(target), 1, fleet.address(target).getHostString());
    }
    return dns;
  }

  private static String name(int target) {
    return "e" + target + ".cut.test";
  }

  private static long told(Ledger ledger, String type, int target) {
    return ledger.entries().stream()
        .filter(each -> each.type().equals(type))
        .filter(each -> each.body().at("/data/endpoint/key").asText().equals("e" + target))
        .map(Ledger.Entry::id)
        .distinct()
        .count();
  }

  private static long inState(Program program, String state) {
    return counts(program).getOrDefault(state, 0L);
  }

  private static Map<String, Long> counts(Program program) {
    return program.states().values().stream()
        .collect(Collectors.groupingBy(state -> state, Collectors.counting()));
  }
}
