package io.probity.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.probity.db.Db;
import io.probity.probe.Attempt;
import io.probity.probe.ConnectionFacts;
import io.probity.probe.FailureClass;
import io.probity.probe.Trigger;
import io.probity.testing.SwitchableDataSource;
import io.probity.testing.TestCa;
import io.probity.testing.TestCa.Issued;
import io.probity.testing.TestPostgres;
import io.probity.tls.ChainProblem;
import io.probity.tls.ChainVerdict;
import io.probity.tls.TlsFacts;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CertificateLogTest {
  private static final Instant NOW = Instant.parse("2026-11-22T11:20:00Z");
  private static final TestCa CA = TestCa.root("Test Root");
  private static final Issued OLD = CA.leaf("orders.example.com");
  private static final Issued NEW = CA.leaf("orders.example.com");
  private static final ChainVerdict EXPIRED =
      new ChainVerdict(ChainProblem.CERTIFICATE_EXPIRED, 0, "expired on 2026-11-01", Map.of());

  private final SwitchableDataSource source =
      new SwitchableDataSource(TestPostgres.freshDataSource());
  private final Db db = new Db(source);
  private final CertificateLog log = HistoryFixtures.certificates(db);

  @Test
  void writesARowPerChangeAndNotPerCheck() {
    for (int second = 0; second < 5; second++) {
      see(log, second, OLD, ChainVerdict.VALID);
      log.tick();
    }
    see(log, 5, OLD, EXPIRED);
    log.tick();
    see(log, 6, NEW, ChainVerdict.VALID);
    log.tick();
    see(log, 7, OLD, ChainVerdict.VALID);
    log.tick();
    assertThat(log.current(1).map(Sighting::observedAt)).contains(NOW.plusSeconds(7));
    assertThat(log.past(1, null, 10).stream().map(Sighting::observedAt))
        .containsExactly(NOW.plusSeconds(6), NOW.plusSeconds(5), NOW);
    assertThat(log.past(1, NOW.plusSeconds(6), 1).stream().map(Sighting::observedAt))
        .containsExactly(NOW.plusSeconds(5));
  }

  @Test
  void givesBackWhatWasSeen() {
    Issued leaf = CA.leaf("orders.example.com", "203.0.113.7");
    List<X509Certificate> chain = List.of(leaf.leaf(), CA.certificate());
    see(log, 0, chain, EXPIRED);
    log.tick();
    assertThat(log.current(1))
        .contains(
            new Sighting(
                NOW,
                chain,
                FailureClass.TLS_CERTIFICATE_EXPIRED,
                0,
                "expired on 2026-11-01",
                "TLSv1.3",
                "TLS_AES_128_GCM_SHA256",
                "203.0.113.7"));
    assertThat(log.current(2)).isEmpty();
  }

  @Test
  void aVerdictOfANewerVersionIsToldAsOne() {
    see(log, 0, OLD, EXPIRED);
    log.tick();
    db.update("UPDATE certificate SET problem = 'tls.unheard_of'");
    Sighting newer = log.current(1).orElseThrow();
    assertThat(newer.problem()).isEqualTo(FailureClass.MONITOR_INTERNAL);
    assertThat(newer.detail())
        .startsWith("A newer version")
        .contains("tls.unheard_of")
        .endsWith("expired on 2026-11-01");
  }

  @Test
  void showsTheNamesOfTheApi() {
    see(log, 0, OLD, ChainVerdict.VALID);
    log.tick();
    JsonNode json = SightingJson.of(log.current(1).orElseThrow());
    assertThat(json.properties().stream().map(Map.Entry::getKey))
        .containsExactly(
            "chain", "verdict", "atFault", "tlsVersion", "cipher", "address", "observedAt");
    assertThat(json.at("/chain/0/subject").textValue()).isEqualTo("CN=orders.example.com");
    assertThat(json.get("verdict").textValue()).isEqualTo("valid");
    assertThat(json.get("atFault").isNull()).isTrue();
    assertThat(json.get("observedAt").textValue()).isEqualTo("2026-11-22T11:20:00.000000Z");
  }

  @Test
  void keepsTheLastSightingWhileTheDatabaseIsAway() {
    source.setAway(true);
    see(log, 0, OLD, ChainVerdict.VALID);
    log.tick();
    see(log, 1, NEW, ChainVerdict.VALID);
    log.tick();
    source.setAway(false);
    log.tick();
    assertThat(log.current(1).map(Sighting::chain)).contains(NEW.chain());
  }

  @Test
  void writesNothingTwiceWhenTheEndpointMovesBetweenReplicas() {
    CertificateLog other = HistoryFixtures.certificates(db);
    see(log, 0, OLD, ChainVerdict.VALID);
    log.tick();
    see(other, 1, OLD, ChainVerdict.VALID);
    see(other, 2, NEW, ChainVerdict.VALID);
    other.tick();
    see(log, 3, NEW, ChainVerdict.VALID);
    log.tick();
    assertThat(HistoryFixtures.count(db, "certificate")).isEqualTo(2);
    see(log, 1_000, OLD, ChainVerdict.VALID);
    log.tick();
    assertThat(HistoryFixtures.count(db, "certificate")).isEqualTo(3);
  }

  @Test
  void ofManyWhoseRowsAreOldOnlyThoseThatChangedAreWritten() {
    for (int id = 1; id <= 3; id++) {
      see(log, id, 0, OLD.chain(), ChainVerdict.VALID);
    }
    log.tick();
    see(log, 1, 1_000, OLD.chain(), ChainVerdict.VALID);
    see(log, 2, 1_000, NEW.chain(), ChainVerdict.VALID);
    see(log, 3, 1_000, OLD.chain(), EXPIRED);
    see(log, 4, 1_000, OLD.chain(), ChainVerdict.VALID);
    log.tick();
    assertThat(
            db.list(
                "SELECT endpoint_id FROM certificate WHERE observed_at > ? ORDER BY 1",
                row -> row.getLong(1),
                NOW))
        .containsExactly(2L, 3L, 4L);
  }

  @Test
  void boundsWhatAlternatingServersCanWrite() {
    for (int second = 0; second < 100; second++) {
      see(log, second, second % 2 == 0 ? OLD : NEW, ChainVerdict.VALID);
      log.tick();
    }
    assertThat(HistoryFixtures.count(db, "certificate")).isEqualTo(12);
    see(log, (int) Duration.ofHours(2).toSeconds(), OLD, ChainVerdict.VALID);
    log.tick();
    assertThat(log.current(1).map(Sighting::chain)).contains(OLD.chain());
  }

  @Test
  void hasAClassForEveryProblemOfAChain() {
    for (ChainProblem problem : ChainProblem.values()) {
      Attempt attempt = attempt(OLD.chain(), new ChainVerdict(problem, -1, "", Map.of()), false);
      assertThat(Sighting.of(NOW, attempt).map(Sighting::problem))
          .hasValueSatisfying(
              cls ->
                  assertThat(cls.wireName())
                      .isEqualTo("tls." + problem.name().toLowerCase(java.util.Locale.ROOT)));
    }
  }

  @Test
  void doesNotLookAtReusedConnections() {
    log.observe(
        HistoryFixtures.check(
            1, NOW, Trigger.SCHEDULE, List.of(attempt(OLD.chain(), ChainVerdict.VALID, true))));
    log.tick();
    assertThat(log.current(1)).isEmpty();
  }

  private static void see(CertificateLog log, int second, Issued issued, ChainVerdict verdict) {
    see(log, second, issued.chain(), verdict);
  }

  private static void see(
      CertificateLog log, int second, List<X509Certificate> chain, ChainVerdict verdict) {
    see(log, 1, second, chain, verdict);
  }

  private static void see(
      CertificateLog log, long id, int second, List<X509Certificate> chain, ChainVerdict verdict) {
    log.observe(
        HistoryFixtures.check(
            id,
            NOW.plusSeconds(second),
            Trigger.SCHEDULE,
            List.of(attempt(chain, verdict, false))));
  }

  private static Attempt attempt(
      List<X509Certificate> chain, ChainVerdict verdict, boolean reused) {
    return new Attempt(
        NOW,
        HistoryFixtures.TIMINGS,
        "203.0.113.7",
        new ConnectionFacts(reused, 5, 1),
        new TlsFacts(chain, "TLSv1.3", "TLS_AES_128_GCM_SHA256", verdict),
        null,
        null,
        null);
  }
}
