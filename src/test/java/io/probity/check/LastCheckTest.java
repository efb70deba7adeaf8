package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.probe.Attempt;
import io.probity.probe.Check;
import io.probity.probe.FailureClass;
import io.probity.probe.HttpVersion;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import io.probity.testing.Samples;
import io.probity.testing.TestCa;
import io.probity.tls.ChainVerdict;
import io.probity.tls.TlsFacts;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LastCheckTest {
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private static final TestCa ROOT = TestCa.root("Test Root");

  private static Check check(Attempt... attempts) {
    List<Attempt> made = List.of(attempts);
    return new Check(1, Samples.AT, Trigger.SCHEDULE, Verdict.of(made), made, 0);
  }

  private static Attempt over(@Nullable TlsFacts tls) {
    Attempt answered = Samples.answered(200, Map.of());
    return new Attempt(
        answered.startedAt(),
        answered.timings(),
        answered.address(),
        answered.connection(),
        tls,
        answered.response(),
        null,
        null);
  }

  private static TlsFacts presenting(List<X509Certificate> chain) {
    return new TlsFacts(chain, "TLSv1.3", "TLS_AES_128_GCM_SHA256", ChainVerdict.VALID);
  }

  @Test
  void keepsTheDecidingAttempt() {
    LastCheck last =
        LastCheck.of(
            check(Samples.failed(FailureClass.CONNECT_REFUSED), Samples.answered(200, Map.of())),
            null);
    assertThat(last)
        .isEqualTo(
            new LastCheck(
                Samples.AT,
                Verdict.UP,
                null,
                200,
                HttpVersion.HTTP_1_1,
                "127.0.0.1",
                2,
                2,
                Samples.timings(1_500),
                null));
  }

  @Test
  void keepsWhyItFailedAndNothingOfAResponseThatNeverCame() {
    LastCheck last = LastCheck.of(check(Samples.failed(FailureClass.CONNECT_REFUSED)), null);
    assertThat(last.verdict()).isEqualTo(Verdict.DOWN);
    assertThat(last.failure()).isEqualTo(FailureClass.CONNECT_REFUSED);
    assertThat(last.status()).isZero();
    assertThat(last.version()).isNull();
  }

  @Test
  void aChainExpiresWithItsFirstCertificate() {
    TestCa issuer =
        ROOT.intermediate("Soon Gone", NOW.minus(Duration.ofDays(1)), NOW.plusSeconds(3_600));
    X509Certificate leaf =
        issuer.leaf(NOW.minusSeconds(60), NOW.plusSeconds(7_200), "a.example").leaf();
    PresentedTls tls =
        LastCheck.of(check(over(presenting(List.of(leaf, issuer.certificate())))), null).tls();
    assertThat(tls.earliestNotAfter()).isEqualTo(NOW.plusSeconds(3_600));
    assertThat(tls.version()).isEqualTo("TLS 1.3");
  }

  @Test
  void aConnectionInUseIsReadOnce() {
    TlsFacts facts = presenting(ROOT.leaf("a.example").chain());
    LastCheck first = LastCheck.of(check(over(facts)), null);
    LastCheck second = LastCheck.of(check(over(facts)), first);
    assertThat(second.tls()).isSameAs(first.tls());
    TlsFacts renewed = presenting(ROOT.leaf(NOW, NOW.plusSeconds(60), "a.example").chain());
    assertThat(LastCheck.of(check(over(renewed)), second).tls().earliestNotAfter())
        .isEqualTo(NOW.plusSeconds(60));
  }

  @Test
  void aHandshakeThatBroughtNoChainHasNoExpiry() {
    LastCheck last = LastCheck.of(check(over(new TlsFacts(List.of(), null, null, null))), null);
    assertThat(last.tls().version()).isNull();
    assertThat(last.tls().earliestNotAfter()).isNull();
  }
}
