package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.alert.DeliveryPulse;
import io.probity.alert.SendResult;
import io.probity.cluster.RolesConfig.Role;
import io.probity.db.Db;
import io.probity.testing.ManualClock;
import io.probity.testing.Samples;
import io.probity.testing.SwitchableDataSource;
import io.probity.testing.TestPostgres;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeartbeatTest {
  private static final URI RECEIVER = URI.create("https://beats.example/ping?token=s3cret");

  private final SwitchableDataSource source =
      new SwitchableDataSource(TestPostgres.freshDataSource());
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<URI> called = new ArrayList<>();
  private SendResult answer = new SendResult.Answered(200, "", null);
  private Optional<String> complaint = Optional.empty();

  private Heartbeat heartbeat(Set<Role> roles, URI url) {
    return new Heartbeat(
        () -> Optional.of(url),
        () -> roles,
        () -> complaint,
        new DeliveryPulse(),
        new Db(source),
        receiver -> {
          called.add(receiver);
          return CompletableFuture.completedStage(answer);
        },
        new ManualClock(Samples.AT),
        meters);
  }

  private final Heartbeat prober = heartbeat(EnumSet.of(Role.PROBE), RECEIVER);

  private int count(String outcome) {
    return (int) meters.counter("probity.heartbeat.calls", "outcome", outcome).count();
  }

  @Test
  void callsWhileAllIsWell() {
    prober.tick();
    prober.tick();
    assertThat(called).containsExactly(RECEIVER, RECEIVER);
    assertThat(count("ok")).isEqualTo(2);
  }

  @Test
  void isSilentWhileChecksDoNotStart() {
    complaint = Optional.of("Checks do not start when they are due.");
    prober.tick();
    assertThat(called).isEmpty();
    complaint = Optional.empty();
    prober.tick();
    assertThat(called).hasSize(1);
    assertThat(count("withheld")).isEqualTo(1);
  }

  @Test
  void isSilentWhileTheDatabaseIsAway() {
    source.setAway(true);
    prober.tick();
    assertThat(called).isEmpty();
    source.setAway(false);
    prober.tick();
    assertThat(called).hasSize(1);
  }

  @Test
  void looksOnlyAtTheWorkItDoes() {
    heartbeat(EnumSet.allOf(Role.class), RECEIVER).tick();
    assertThat(called).as("deliveries have not begun").isEmpty();
    complaint = Optional.of("Not asked.");
    heartbeat(EnumSet.of(Role.ALERT), RECEIVER).tick();
    assertThat(called).isEmpty();
    assertThat(count("withheld")).isEqualTo(2);
  }

  @Test
  void countsWhatDoesNotArrive() {
    answer = new SendResult.Answered(500, "", null);
    prober.tick();
    answer = new SendResult.Failed("The receiver refused the connection.");
    prober.tick();
    assertThat(count("failed")).isEqualTo(2);
    assertThat(count("ok")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://a.example/s3cret", "/s3cret", "https://u:s3cret@a.example/"})
  void refusesWhatIsNoUrlToCallAndDoesNotRepeatIt(String url) {
    assertThatThrownBy(() -> heartbeat(EnumSet.of(Role.PROBE), URI.create(url)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("probity.heartbeat.url")
        .hasMessageNotContaining("s3cret");
  }
}
