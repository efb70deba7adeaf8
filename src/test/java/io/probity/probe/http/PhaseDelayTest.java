package io.probity.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslProvider;
import io.probity.probe.Attempt;
import io.probity.probe.HttpVersion;
import io.probity.probe.Timings;
import io.probity.testing.Specs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Delays put into one phase at a time: each is found in its phase in full and nowhere else. Runs
 * with and without the delay alternate, so that what else the machine does weighs on both.
 */
class PhaseDelayTest {
  private static final int RUNS = 20;
  private static final int WARM_UP = 5;
  private static final int DELAY_US = (int) (DelayingTarget.DELAY.toNanos() / 1_000);

  /** How far a median may be off, microseconds. */
  private static final int WITHIN_US = 5_000;

  private static final Map<String, ToIntFunction<Timings>> PHASES = phases();

  private static Map<String, ToIntFunction<Timings>> phases() {
    Map<String, ToIntFunction<Timings>> phases = new LinkedHashMap<>();
    phases.put("dns", Timings::dnsUs);
    phases.put("connect", Timings::connectUs);
    phases.put("tls", Timings::tlsUs);
    phases.put("write", Timings::writeUs);
    phases.put("firstByte", Timings::firstByteUs);
    phases.put("transfer", Timings::transferUs);
    return phases;
  }

  private final ProberFixture probe = new ProberFixture(SslProvider.OPENSSL);

  @AfterEach
  void stop() {
    probe.close();
  }

  /** Protocols that carry requests. */
  enum Carrier {
    PLAIN(false, false),
    TLS(true, false),
    HTTP2(true, true);

    final boolean tls;
    final boolean http2;

    Carrier(boolean tls, boolean http2) {
      this.tls = tls;
      this.http2 = http2;
    }

    DelayingTarget target() {
      return new DelayingTarget(tls, http2);
    }
  }

  static Stream<Arguments> exchanges() {
    return Stream.of(Carrier.values())
        .flatMap(
            carrier ->
                Stream.of(
                    Arguments.of(carrier, "firstByte", "/first-byte"),
                    Arguments.of(carrier, "transfer", "/transfer")));
  }

  @ParameterizedTest
  @MethodSource("exchanges")
  void whatTheResponseIsHeldUpByIsInItsPhase(Carrier carrier, String phase, String path) {
    try (DelayingTarget target = carrier.target()) {
      onlyMoves(
          phase,
          () -> probe.fresh(Specs.of(target.url("/"))),
          () -> probe.fresh(Specs.of(target.url(path))));
    }
  }

  @ParameterizedTest
  @EnumSource(Carrier.class)
  void whatTheRequestIsHeldUpByIsTheWriting(Carrier carrier) {
    String large = "x".repeat(6 << 20);
    try (DelayingTarget target = carrier.target()) {
      onlyMoves(
          "write",
          () -> probe.fresh(Specs.of(target.url("/")).method("PUT", large)),
          () -> probe.fresh(Specs.of(target.url("/write")).method("PUT", large)));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SslProvider.class,
      names = {"OPENSSL", "JDK"})
  void whatTheHandshakeIsHeldUpByIsTls(SslProvider engine) {
    try (DelayingTarget target = Carrier.TLS.target();
        ProberFixture prober = new ProberFixture(engine)) {
      String onTime = target.url("/");
      String late = target.lateUrl(DelayingTarget.DELAY, "/");
      onlyMoves(
          "tls", () -> prober.fresh(Specs.of(onTime)), () -> prober.fresh(Specs.of(late)));
    }
  }

  private static void onlyMoves(String phase, Supplier<Attempt> onTime, Supplier<Attempt> held) {
    for (int i = 0; i < WARM_UP; i++) {
      onTime.get();
      held.get();
    }
    List<Timings> before = new ArrayList<>();
    List<Timings> after = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      before.add(passed(onTime.get()));
      after.add(passed(held.get()));
    }
    StringBuilder b = new StringBuilder(phase);
    PHASES.forEach((name, read) -> b.append(String.format(" %s %d->%d(min %d)", name, median(before, read), median(after, read), after.stream().mapToInt(read).min().getAsInt())));
    System.out.println(b+ " rest "+median(after, PhaseDelayTest::rest));
    assertThat(after)
        .as("never less than the delay")
        .allMatch(each -> PHASES.get(phase).applyAsInt(each) >= DELAY_US);
    PHASES.forEach(
        (name, read) ->
            assertThat(median(after, read) - median(before, read))
                .as(name)
                .isBetween(
                    (name.equals(phase) ? DELAY_US : 0) - WITHIN_US,
                    (name.equals(phase) ? DELAY_US : 0) + WITHIN_US));
    assertThat(median(after, PhaseDelayTest::rest)).as("in no phase").isBetween(0, 1_000);
  }

  private static Timings passed(Attempt attempt) {
    assertThat(attempt.failure()).isNull();
    return attempt.timings();
  }

  private static int rest(Timings timings) {
    return timings.totalUs()
        - PHASES.values().stream().mapToInt(read -> Math.max(0, read.applyAsInt(timings))).sum();
  }

  private static int median(List<Timings> timings, ToIntFunction<Timings> of) {
    return timings.stream().mapToInt(of).sorted().skip(timings.size() / 2).findFirst().orElseThrow();
  }
}
