package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.alert.EndpointEvents;
import io.probity.db.Db;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointSpec;
import io.probity.endpoint.Thresholds;
import io.probity.health.HealthState;
import io.probity.health.HealthStore;
import io.probity.health.ObservedState;
import io.probity.net.Reference;
import io.probity.probe.Attempt;
import io.probity.probe.Check;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import io.probity.testing.AlertSettings;
import io.probity.testing.HeardOutbox;
import io.probity.testing.ManualClock;
import io.probity.testing.ManualLoop;
import io.probity.testing.OwnedShards;
import io.probity.testing.Samples;
import io.probity.testing.ScriptedSurroundings;
import io.probity.testing.Specs;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SelfWatchTest {
  private static final Duration MOMENT = Duration.ofMillis(10);
  private static final List<Reference> REFERENCES =
      List.of(new Reference("9.9.9.9", 53), new Reference("1.1.1.1", 53));

  private final ManualClock clock = new ManualClock(Samples.AT);
  private final ManualLoop loop = new ManualLoop(clock);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ScriptedSurroundings network = new ScriptedSurroundings();
  private final Db db = TestPostgres.freshDb();
  private final Recorder recorder =
      new Recorder(
          1L << 30,
          db,
          new HealthStore(db, new ObjectMapper()),
          HeardOutbox.BY_NOBODY,
          clock,
          id -> {});
  private final HealthKeeper health =
      new HealthKeeper(
          recorder, OwnedShards.ALL, new EndpointEvents(AlertSettings.PLAIN), clock, id -> {});
  private final List<String> said = new ArrayList<>();
  private final List<Probed> again = new ArrayList<>();
  private final Map<Long, Probed> probed = new HashMap<>();
  private final List<Check> counted = new ArrayList<>();
  private final List<Check> kept = new ArrayList<>();
  private SelfWatch watch = watch(List.of());

  private long nanos() {
    return Duration.between(Samples.AT, clock.instant()).toNanos();
  }

  private SelfWatch watch(List<Reference> references) {
    SelfMetrics metrics = new SelfMetrics(registry);
    ImpairmentLog log =
        new ImpairmentLog() {
          @Override
          public void began(Impairment impairment) {
            said.add("impaired");
          }

          @Override
          public void ended(Instant at, long turnedUnknown) {
            said.add("recovered " + turnedUnknown);
          }
        };
    return new SelfWatch(
        loop,
        network,
        references,
        health,
        () -> probed.values().stream().map(each -> each.endpoint),
        new SelfState(log, clock, metrics, again::add),
        clock,
        this::nanos,
        metrics);
  }

  /** One failed check makes it down; it was seen at this address before. */
  private Probed target(long id, String address) {
    Endpoint sample = Samples.endpoint(id, "GET");
    EndpointSpec spec =
        Specs.of("http://" + address + ":8081/health")
            .thresholds(new Thresholds(1, 1, null, null))
            .spec();
    Endpoint endpoint =
        new Endpoint(id, sample.publicId(), sample.shard(), 1, Samples.AT, Samples.AT, spec);
    HealthState up = new HealthState(ObservedState.UP, Samples.AT, null, List.of());
    Probed made = new Probed(endpoint, up, 1, false);
    probed.put(id, made);
    return made;
  }

  private final class Ending implements Scrutiny.Conclusion {
    private final Probed of;

    Ending(Probed of) {
      this.of = of;
    }

    @Override
    public void count(Check check) {
      counted.add(check);
      health.checked(of, check);
    }

    @Override
    public void keep(Check check) {
      kept.add(check);
    }
  }

  private void ends(Probed of, String address, FailureClass failure) {
    Attempt attempt =
        new Attempt(
            clock.instant(),
            Samples.timings(0),
            address,
            null,
            null,
            failure == null ? Samples.answered(200, Map.of()).response() : null,
            failure == null ? null : Failure.of(failure, "It failed."),
            null);
    Verdict verdict = Verdict.of(List.of(attempt));
    Check check =
        new Check(
            of.endpoint.id(), clock.instant(), Trigger.SCHEDULE, verdict, List.of(attempt), 0);
    watch.pass(of, of.endpoint, check, new Ending(of));
  }

  private void fails(Probed of) {
    ends(of, address(of), FailureClass.CONNECT_TIMEOUT);
  }

  private void passes(Probed of) {
    ends(of, address(of), null);
  }

  private static String address(Probed of) {
    return of.endpoint.spec().url().getHost();
  }

  private List<Verdict> verdicts() {
    return counted.stream().map(Check::verdict).toList();
  }

  private void pass(Duration time) {
    loop.advance(time);
  }

  private double selfChecks() {
    return registry.find("probity.self.checks").counters().stream()
        .mapToDouble(each -> each.count())
        .sum();
  }

  @Test
  void aTargetThatFailsAloneIsDownAtOnceWhereSomebodyElseHasJustAnswered() {
    watch = watch(REFERENCES);
    Probed failing = target(1, "192.1.0.1");
    Probed well = target(2, "192.2.0.1");
    long began = nanos();
    pass(MOMENT);
    passes(well);
    pass(MOMENT);
    Attempt attempt =
        new Attempt(
            Samples.AT.plusNanos(began),
            Samples.timings(41_000),
            "192.1.0.1",
            null,
            null,
            null,
            Failure.of(FailureClass.CONNECT_TIMEOUT, "It failed."),
            null);
    Check check =
        new Check(1, clock.instant(), Trigger.SCHEDULE, Verdict.DOWN, List.of(attempt), 0);
    watch.pass(failing, failing.endpoint, check, new Ending(failing));
    assertThat(verdicts()).containsExactly(Verdict.UP, Verdict.DOWN);
    assertThat(failing.health.observed()).isEqualTo(ObservedState.DOWN);
    assertThat(network.dialled()).isEmpty();
  }

  @Test
  void aFailureThatChangesNothingDoesNotWait() {
    watch = watch(REFERENCES);
    Probed down = target(1, "192.1.0.1");
    down.health =
        new HealthState(ObservedState.DOWN, Samples.AT, new java.util.UUID(1, 1), List.of());
    fails(down);
    assertThat(verdicts()).containsExactly(Verdict.DOWN);
    loop.run();
    assertThat(network.dialled()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "TLS_RESET",
        "TLS_CERTIFICATE_EXPIRED",
        "RESPONSE_TIMEOUT",
        "STATUS_5XX",
        "EGRESS_DENIED"
      })
  void whatIsNoMatterOfTheNetworkDoesNotWait(FailureClass failure) {
    watch = watch(REFERENCES);
    network.setCut(true);
    ends(target(1, "192.1.0.1"), "192.1.0.1", failure);
    assertThat(verdicts()).containsExactly(Verdict.DOWN);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "DNS_TIMEOUT",
        "DNS_NXDOMAIN",
        "CONNECT_REFUSED",
        "CONNECT_TIMEOUT",
        "CONNECT_UNREACHABLE",
        "TLS_HANDSHAKE_TIMEOUT"
      })
  void isUnknownWhileNoReferenceAnswers(FailureClass failure) {
    watch = watch(REFERENCES);
    network.setCut(true);
    Probed failing = target(1, "192.1.0.1");
    ends(failing, "192.1.0.1", failure);
    assertThat(counted).as("held").isEmpty();
    loop.run();
    assertThat(verdicts()).containsExactly(Verdict.UNKNOWN);
    Failure ours = counted.get(0).failure();
    assertThat(ours.cls()).isEqualTo(FailureClass.MONITOR_NETWORK_DOWN);
    assertThat(ours.detail()).contains("probity.monitor.references");
    assertThat(ours.evidence()).containsEntry("class", failure.wireName()).containsKey("tried");
    assertThat(failing.health.observed()).isEqualTo(ObservedState.UP);
    assertThat(said).containsExactly("impaired");
  }

  @Test
  void theOnlyTargetIsDownAllTheSame() {
    Probed only = target(1, "192.1.0.1");
    network.silence("192.1.0.1");
    fails(only);
    pass(Holding.LONGEST);
    assertThat(verdicts()).containsExactly(Verdict.DOWN);
    assertThat(only.health.observed()).isEqualTo(ObservedState.DOWN);
    assertThat(said).isEmpty();
  }

  @Test
  void theOnlyTargetIsUnknownWhereThereIsNoRoute() {
    network.setCut(true);
    network.setRouteless(true);
    fails(target(1, "192.1.0.1"));
    loop.run();
    assertThat(verdicts()).containsExactly(Verdict.UNKNOWN);
  }

  @Test
  void noCheckIsHeldForMoreThanASecond() {
    watch = watch(REFERENCES);
    network.setHanging(true);
    fails(target(1, "192.1.0.1"));
    pass(Duration.ofMillis(300));
    fails(target(2, "192.2.0.1"));
    pass(Duration.ofMillis(699));
    network.setHanging(false);
    pass(Duration.ofMillis(1));
    assertThat(verdicts()).as("no reference said anything in time").startsWith(Verdict.DOWN);
    pass(Duration.ofMillis(300));
    assertThat(counted).hasSize(2);
    assertThat(
            registry
                .get("probity.self.held")
                .timer()
                .max(java.util.concurrent.TimeUnit.MILLISECONDS))
        .isLessThanOrEqualTo(1_000);
  }

  @Test
  void tenThousandFailuresAtOnceAreOneSelfCheck() {
    watch = watch(REFERENCES);
    for (int i = 0; i < 10_000; i++) {
      fails(target(i, "192.%d.%d.1".formatted(i % 200, i / 200)));
    }
    assertThat(counted).isEmpty();
    pass(MOMENT);
    assertThat(network.dialled()).hasSize(REFERENCES.size());
    assertThat(selfChecks()).isEqualTo(1);
    pass(Holding.LONGEST);
    assertThat(counted).hasSize(10_000).allMatch(each -> each.verdict() == Verdict.DOWN);
  }

  @Test
  void withoutReferencesThoseWhoAnsweredLastAreAsked() {
    for (int i = 1; i <= 3; i++) {
      passes(target(i, "192.%d.0.1".formatted(i)));
    }
    network.setCut(true);
    pass(MOMENT);
    fails(probed.get(1L));
    loop.run();
    assertThat(network.dialled())
        .contains(new Reference("192.2.0.1", 8081), new Reference("192.3.0.1", 8081));
    assertThat(verdicts()).endsWith(Verdict.UNKNOWN);
    assertThat(said).containsExactly("impaired");
  }

  @Test
  void twoNetworksAreTooFewToTell() {
    passes(target(1, "192.1.0.1"));
    passes(target(2, "192.2.0.1"));
    passes(target(3, "192.2.0.2"));
    network.setCut(true);
    pass(MOMENT);
    probed.values().forEach(this::fails);
    pass(Holding.LONGEST);
    assertThat(verdicts().subList(3, 6)).containsOnly(Verdict.DOWN);
    assertThat(said).isEmpty();
  }

  @Test
  void whatIsOnThisMachineIsNeverOurFaultAndNeverProof() {
    network.setCut(true);
    for (int i = 1; i <= 3; i++) {
      target(i, "192.%d.0.1".formatted(i));
    }
    Probed here = target(4, "127.0.0.1");
    fails(here);
    assertThat(verdicts()).containsExactly(Verdict.DOWN);
    fails(probed.get(1L));
    pass(MOMENT);
    passes(here);
    fails(probed.get(2L));
    pass(MOMENT);
    assertThat(verdicts())
        .containsExactly(Verdict.DOWN, Verdict.UNKNOWN, Verdict.UP, Verdict.UNKNOWN);
    assertThat(said).containsExactly("impaired");
  }

  @Test
  void aNeighbourProvesNothingOfTheWorldBeyond() {
    watch = watch(REFERENCES);
    network.setCut(true);
    fails(target(1, "192.1.0.1"));
    loop.run();
    passes(target(2, "10.0.0.1"));
    assertThat(said).containsExactly("impaired");
    pass(MOMENT);
    passes(target(3, "192.3.0.1"));
    assertThat(said).containsExactly("impaired", "recovered 1");
  }

  @Test
  void anAnswerEndsItAndEndpointsThatWereNotBelievedAreCheckedSoon() {
    watch = watch(REFERENCES);
    network.setCut(true);
    Probed failing = target(1, "192.1.0.1");
    fails(failing);
    loop.run();
    pass(MOMENT);
    fails(failing);
    assertThat(verdicts()).as("known at once").containsExactly(Verdict.UNKNOWN, Verdict.UNKNOWN);
    assertThat(again).isEmpty();
    pass(MOMENT);
    passes(target(2, "192.2.0.1"));
    assertThat(said).containsExactly("impaired", "recovered 2");
    assertThat(again).containsExactly(failing);
    assertThat(registry.get("probity.self.impaired").gauge().value()).isZero();
  }

  @Test
  void twoGoodSelfChecksEndItAndOneDoesNot() {
    watch = watch(REFERENCES);
    network.setCut(true);
    fails(target(1, "192.1.0.1"));
    pass(Duration.ofMillis(5_500));
    assertThat(network.dialled()).as("each second").hasSize(6 * REFERENCES.size());
    network.setCut(false);
    pass(Duration.ofSeconds(1));
    assertThat(said).containsExactly("impaired");
    network.setCut(true);
    pass(Duration.ofSeconds(1));
    network.setCut(false);
    pass(Duration.ofSeconds(1));
    assertThat(said).containsExactly("impaired");
    pass(Duration.ofSeconds(1));
    assertThat(said).containsExactly("impaired", "recovered 1");
  }

  @Test
  void whatEndsLaterOfTheSameEndpointWaitsBehind() {
    watch = watch(REFERENCES);
    network.setHanging(true);
    Probed failing = target(1, "127.0.0.1");
    ends(failing, "192.1.0.1", FailureClass.CONNECT_TIMEOUT);
    pass(MOMENT);
    ends(failing, "127.0.0.1", null);
    assertThat(counted).isEmpty();
    pass(Holding.LONGEST);
    assertThat(verdicts()).containsExactly(Verdict.DOWN, Verdict.UP);
    assertThat(failing.health.observed()).isEqualTo(ObservedState.UP);
    ends(failing, "127.0.0.1", null);
    assertThat(counted).as("nothing is stuck").hasSize(3);
  }

  @Test
  void anEndpointThatIsEditedWhileHeldDoesNotWait() {
    watch = watch(REFERENCES);
    network.setHanging(true);
    Probed failing = target(1, "192.1.0.1");
    fails(failing);
    Endpoint old = failing.endpoint;
    failing.reconfigure(
        new Endpoint(1, old.publicId(), old.shard(), 2, Samples.AT, Samples.AT, old.spec()),
        clock.instant());
    passes(failing);
    assertThat(verdicts()).containsExactly(Verdict.DOWN, Verdict.UP);
  }

  @Test
  void aCheckThatIsHeldWhenTheProgramStopsIsStoredAndMovesNothing() {
    watch = watch(REFERENCES);
    network.setHanging(true);
    Probed failing = target(1, "192.1.0.1");
    fails(failing);
    fails(failing);
    watch.stop();
    assertThat(kept).hasSize(2);
    assertThat(counted).isEmpty();
    assertThat(failing.health.observed()).isEqualTo(ObservedState.UP);
    pass(Holding.LONGEST);
    assertThat(kept).as("once").hasSize(2);
  }

  @Test
  void threeDomainsThatAreNotResolvedAreOurResolversFaultThoughAddressesAnswer() {
    Probed address = target(9, "192.9.0.1");
    passes(address);
    for (int i = 1; i <= 3; i++) {
      pass(MOMENT);
      passes(address);
      String name = "www.name%d.test".formatted(i);
      network.silence(name);
      ends(target(i, name), null, FailureClass.DNS_TIMEOUT);
    }
    pass(Holding.LONGEST);
    assertThat(verdicts()).endsWith(Verdict.UNKNOWN);
    assertThat(said).containsExactly("impaired");
    passes(target(8, "192.8.0.1"));
    pass(MOMENT);
    fails(address);
    pass(Holding.LONGEST);
    assertThat(verdicts()).as("an address needs no resolver").endsWith(Verdict.DOWN);
  }

  @Test
  void anImpairmentLeftByAnEarlierProcessEndsOnce() {
    network.setCut(true);
    Impairment left =
        new Impairment(
            new java.util.UUID(1, 1),
            Samples.AT.minusSeconds(60),
            false,
            io.probity.net.Reach.FAR,
            "It was so.",
            List.of());
    watch.adopt(left);
    fails(target(1, "192.1.0.1"));
    assertThat(verdicts()).containsExactly(Verdict.UNKNOWN);
    assertThat(said).isEmpty();
    pass(Duration.ofSeconds(5));
    assertThat(said).isEmpty();
    passes(target(2, "192.2.0.1"));
    assertThat(said).containsExactly("recovered 1");
    watch.adopt(left);
    assertThat(said).as("already known to be over").containsExactly("recovered 1", "recovered 0");
  }

  @Test
  void whatNothingSpeaksForAnyMoreIsOverAfterAMinute() {
    network.setCut(true);
    network.setRouteless(true);
    fails(target(1, "192.1.0.1"));
    pass(MOMENT);
    network.setRouteless(false);
    pass(Duration.ofSeconds(58));
    assertThat(said).containsExactly("impaired");
    pass(Duration.ofSeconds(5));
    assertThat(said).containsExactly("impaired", "recovered 1");
  }

  @Test
  void findsOutThatItWorksAgainThoughItsEndpointsWereLeftToOthers() {
    List<Probed> all =
        List.of(target(1, "192.1.0.1"), target(2, "192.2.0.1"), target(3, "192.3.0.1"));
    all.forEach(this::passes);
    pass(MOMENT);
    network.setCut(true);
    all.forEach(this::fails);
    loop.run();
    assertThat(said).containsExactly("impaired");
    probed.clear();
    pass(Duration.ofSeconds(10));
    assertThat(said).containsExactly("impaired");
    network.setCut(false);
    pass(Duration.ofSeconds(3));
    assertThat(said).containsExactly("impaired", "recovered 3");
  }
}
