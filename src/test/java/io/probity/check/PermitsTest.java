package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.probity.probe.FailureClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermitsTest {
  private final List<String> started = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private final List<String> waits = new ArrayList<>();
  private final Map<String, Permit> asked = new HashMap<>();

  @Test
  void oneOriginDoesNotTakeThePlaceOfAnother() {
    Permits permits = bounded(10, 2, 10);
    Permit first = enter(permits, "a", "a1");
    enter(permits, "a", "a2");
    enter(permits, "a", "a3");
    enter(permits, "b", "b1");
    assertThat(started).containsExactly("a1", "a2", "b1");
    assertThat(permits.waiting()).isEqualTo(1);
    permits.release(first);
    assertThat(started).containsExactly("a1", "a2", "b1", "a3");
    assertThat(permits.inFlight()).isEqualTo(3);
  }

  @Test
  void theWholeIsBoundedToo() {
    Permits permits = bounded(2, 2, 10);
    List<Permit> entered = new ArrayList<>();
    for (String origin : List.of("a", "b", "c", "d")) {
      entered.add(enter(permits, origin, origin + "1"));
    }
    assertThat(started).containsExactly("a1", "b1");
    entered.subList(0, 2).forEach(permits::release);
    assertThat(started).containsExactly("a1", "b1", "c1", "d1");
    entered.subList(2, 4).forEach(permits::release);
    assertThat(permits.inFlight()).isZero();
    assertThat(permits.waiting()).isZero();
  }

  @Test
  void aLoopThatIsLateBeginsLessUntilItIsInTimeAgain() {
    Permits permits = bounded(400, 400, 400);
    List<Permit> entered = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      entered.add(enter(permits, "a" + i, "a" + i));
    }
    permits.woke(Throttle.LATE_MILLIS + 1);
    assertThat(permits.allowed()).isEqualTo(200);
    assertThat(permits.inFlight()).isEqualTo(400);
    for (int i = 0; i < 60; i++) {
      enter(permits, "b" + i, "b" + i);
    }
    entered.subList(0, 200).forEach(permits::release);
    assertThat(permits.waiting()).isEqualTo(60);
    permits.release(entered.get(200));
    assertThat(permits.inFlight()).isEqualTo(200);
    assertThat(permits.waiting()).isEqualTo(59);
    permits.woke(0);
    assertThat(permits.allowed()).isEqualTo(251);
    assertThat(permits.inFlight()).isEqualTo(251);
    permits.woke(0);
    assertThat(permits.waiting()).isZero();
    assertThat(started).hasSize(460);
  }

  private Permits bounded(int inAll, int perOrigin, int waiting) {
    return new Permits(
        Runnable::run,
        new Permits.Limits(inAll, perOrigin, waiting),
        nanos::get,
        (gate, waited) -> waits.add(gate.wireName() + ":" + waited));
  }

  private Permit permit(String origin, long endpoint, long revision, int atOnce, String name) {
    Claim claim =
        new Claim(origin, new Claim.Configured(endpoint, revision), atOnce, Duration.ofNanos(100));
    return new Permit(claim, named(name));
  }

  private Permit.Holder named(String name) {
    return new Permit.Holder() {
      @Override
      public void admitted() {
        started.add(name);
      }

      @Override
      public void spared(OriginFailure why) {
        started.add(name + " spared: " + why.cls().wireName() + " of " + why.holders());
      }
    };
  }

  private Permit enter(Permits permits, String origin, String name) {
    Permit permit = permit(origin, name.hashCode(), 1, 2, name);
    assertThat(permits.enter(permit)).isTrue();
    return permit;
  }

  @Test
  void anEndpointIsCheckedNoMoreOftenAtOnceThanItsPoolHasConnections() {
    Permits permits = bounded(10, 10, 10);
    Permit first = permit("a", 1, 1, 1, "scheduled");
    Permit second = permit("a", 1, 1, 1, "manual");
    permits.enter(first);
    permits.enter(second);
    permits.enter(permit("a", 2, 1, 1, "other"));
    assertThat(started).containsExactly("scheduled", "other");
    assertThat(permits.waiting(Gate.ENDPOINT)).isEqualTo(1);
    nanos.set(7);
    permits.release(first);
    assertThat(started).containsExactly("scheduled", "other", "manual");
    assertThat(waits).containsExactly("endpoint:7");
  }

  @Test
  void aCheckByTheOldConfigurationIsNotWaitedFor() {
    Permits permits = bounded(10, 10, 10);
    permits.enter(permit("a", 1, 1, 1, "old"));
    permits.enter(permit("a", 1, 2, 1, "new"));
    assertThat(started).containsExactly("old", "new");
  }

  private void fill(Permits permits, String... names) {
    for (String name : names) {
      asked.put(name, enter(permits, "a", name));
    }
  }

  private void end(Permits permits, String name, @Nullable FailureClass failure) {
    permits.ended(Objects.requireNonNull(asked.get(name)), failure);
  }

  @Test
  void whoWaitedTooLongForAnOriginThatFailsEverybodyIsSparedFurtherWaiting() {
    Permits permits = bounded(10, 3, 10);
    fill(permits, "h1", "h2", "h3", "w1", "w2", "w3", "w4");
    nanos.set(60);
    fill(permits, "w5");
    nanos.set(120);
    end(permits, "h1", FailureClass.CONNECT_TIMEOUT);
    end(permits, "h2", FailureClass.CONNECT_TIMEOUT);
    assertThat(started).as("two are no pattern").containsExactly("h1", "h2", "h3", "w1", "w2");
    end(permits, "h3", FailureClass.CONNECT_TIMEOUT);
    assertThat(started)
        .as("the newest is patient still, and has the permit now")
        .endsWith("w2", "w3 spared: connect.timeout of 3", "w4 spared: connect.timeout of 3", "w5");
    assertThat(permits.waiting()).isZero();
    assertThat(permits.inFlight()).isEqualTo(3);
  }

  @Test
  void oneThatPassesOrFailsOtherwiseEndsTheSparing() {
    for (FailureClass other : new FailureClass[] {null, FailureClass.STATUS_5XX}) {
      started.clear();
      Permits permits = bounded(10, 3, 10);
      fill(permits, "h1", "h2", "h3", "w1", "w2", "w3", "w4");
      nanos.addAndGet(1_000);
      end(permits, "h1", FailureClass.CONNECT_TIMEOUT);
      end(permits, "h2", FailureClass.CONNECT_TIMEOUT);
      end(permits, "w1", other);
      end(permits, "h3", FailureClass.CONNECT_TIMEOUT);
      assertThat(started).containsExactly("h1", "h2", "h3", "w1", "w2", "w3", "w4");
    }
  }

  @Test
  void aFaultOfOurOwnNeitherMakesNorBreaksThePattern() {
    Permits permits = bounded(10, 3, 10);
    fill(permits, "h1", "h2", "h3", "w1", "w2", "w3", "w4", "w5");
    nanos.set(1_000);
    end(permits, "h1", FailureClass.CONNECT_TIMEOUT);
    end(permits, "h2", FailureClass.CONNECT_TIMEOUT);
    end(permits, "h3", FailureClass.MONITOR_OVERLOADED);
    assertThat(started).endsWith("w3");
    end(permits, "w1", FailureClass.CONNECT_TIMEOUT);
    assertThat(started)
        .endsWith("w4 spared: connect.timeout of 3", "w5 spared: connect.timeout of 3");
  }

  @Test
  void noOneJoinsALineThatIsFull() {
    Permits permits = bounded(1, 1, 2);
    fill(permits, "h", "w1", "w2");
    Permit more = permit("b", 5, 1, 2, "more");
    assertThat(permits.enter(more)).isFalse();
    assertThat(permits.waiting()).isEqualTo(2);
    permits.release(more);
    for (String name : List.of("h", "w1", "w2")) {
      end(permits, name, null);
    }
    assertThat(started).containsExactly("h", "w1", "w2");
    assertThat(permits.enter(permit("b", 5, 1, 2, "more"))).isTrue();
  }

  @Test
  void whoLeavesTheLineGivesBackWhatItHasPassed() {
    Permits permits = bounded(10, 1, 10);
    fill(permits, "h");
    Permit waiting = permit("a", 1, 1, 1, "waits");
    Permit behind = permit("b", 1, 1, 1, "behind");
    permits.enter(waiting);
    permits.enter(behind);
    assertThat(started).containsExactly("h");
    permits.release(waiting);
    assertThat(started).containsExactly("h", "behind");
    permits.release(waiting);
    permits.release(behind);
    end(permits, "h", null);
    assertThat(permits.inFlight()).isZero();
  }

  @Test
  void nothingIsLeftOfThousandsThatCameAndWentInEveryOrder() {
    Permits permits = bounded(7, 3, 40);
    Random random = new Random(42);
    List<Permit> out = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      nanos.addAndGet(3);
      if (random.nextInt(100) < 55) {
        Permit permit = permit("o" + random.nextInt(5), random.nextInt(30), 1, 2, "x");
        if (permits.enter(permit)) {
          out.add(permit);
        }
      } else if (!out.isEmpty()) {
        Permit permit = out.remove(random.nextInt(out.size()));
        if (random.nextBoolean()) {
          permits.release(permit);
        } else {
          permits.ended(permit, random.nextInt(9) == 0 ? null : FailureClass.CONNECT_REFUSED);
        }
      }
      out.removeIf(each -> each.over);
      assertThat(permits.inFlight()).isLessThanOrEqualTo(7);
      assertThat(permits.waiting()).isLessThanOrEqualTo(40);
    }
    assertThat(started).anyMatch(each -> each.startsWith("x spared"));
    List.copyOf(out).forEach(permits::release);
    for (Gate gate : Gate.values()) {
      assertThat(permits.held(gate)).as("held at %s", gate).isZero();
      assertThat(permits.waiting(gate)).as("waiting at %s", gate).isZero();
    }
    assertThat(permits.keys()).as("endpoints and origins remembered").isZero();
  }

  @ParameterizedTest
  @CsvSource({"0,1,0", "1,0,0", "1,1,-1"})
  void limitsUnderWhichNothingCouldEverBeCheckedAreRefused(int inAll, int perOrigin, int waiting) {
    assertThatThrownBy(() -> new Permits.Limits(inAll, perOrigin, waiting))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "probity.probe.max-in-flight", "probity.probe.per-origin", "probity.probe.max-waiting");
  }

  @Test
  void patienceThatEndsFirstIsHeardFirstWhoeverStandsInFront() {
    Permits permits = bounded(10, 3, 10);
    fill(permits, "h1", "h2", "h3", "x1", "x2");
    Claim patient = new Claim("a", null, 1, Duration.ofNanos(1_000));
    permits.enter(new Permit(patient, named("front")));
    fill(permits, "w");
    nanos.set(150);
    for (String name : List.of("h1", "h2", "h3")) {
      end(permits, name, FailureClass.CONNECT_TIMEOUT);
    }
    assertThat(started).endsWith("w spared: connect.timeout of 3", "front");
  }

  @Test
  void precedenceHoldsAtAnOriginAndNotAmongAll() {
    Permits permits = bounded(1, 1, 10);
    fill(permits, "h");
    Claim atTheSame = new Claim("a", null, 1, Duration.ofDays(1));
    for (int precedence : new int[] {0, 2, 1, 2}) {
      permits.enter(preceding(atTheSame, precedence, "a" + permits.waiting() + ":" + precedence));
    }
    permits.enter(preceding(new Claim("b", null, 1, Duration.ofDays(1)), 0, "b:0"));
    permits.enter(preceding(new Claim("c", null, 1, Duration.ofDays(1)), 9, "c:9"));
    end(permits, "h", null);
    for (int i = 0; i < 6; i++) {
      permits.release(Objects.requireNonNull(asked.get(started.get(started.size() - 1))));
    }
    assertThat(started).containsExactly("h", "b:0", "c:9", "a1:2", "a3:2", "a2:1", "a0:0");
  }

  private Permit preceding(Claim claim, int precedence, String name) {
    Permit permit = new Permit(claim, named(name), precedence);
    asked.put(name, permit);
    return permit;
  }
}
