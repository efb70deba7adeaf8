package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.probity.alert.AlertConfig;
import io.probity.alert.CertificateEvents;
import io.probity.db.Db;
import io.probity.db.DbUnavailable;
import io.probity.db.Fence;
import io.probity.db.Fenced;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.Endpoints;
import io.probity.history.CertificateWatch;
import io.probity.history.SeenCertificates;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.secret.AesGcmSealer;
import io.probity.secret.MasterKey;
import io.probity.testing.AlertSettings;
import io.probity.testing.EventTable;
import io.probity.testing.ManualClock;
import io.probity.testing.Samples;
import io.probity.testing.SwitchableDataSource;
import io.probity.testing.TestCa;
import io.probity.testing.TestCa.Issued;
import io.probity.testing.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CertificateAlertsTest {
  private static final Instant START = Instant.parse("2026-11-22T11:20:00Z");
  private static final Fence HELD = tx -> {};
  private static final TestCa CA = TestCa.root("Test Root");

  private final SwitchableDataSource source =
      new SwitchableDataSource(TestPostgres.freshDataSource());
  private final Db db = new Db(source);
  private final Endpoints endpoints =
      new Endpoints(db, new AesGcmSealer(MasterKey.generate()), new ManualClock(START));
  private final SeenCertificates seen = new SeenCertificates(db);
  private final EventTable events = new EventTable(db);
  private final CertificateAlerts alerts = alerts(List.of(30, 14, 7, 3, 1));
  private final Endpoint endpoint = register("orders");

  private CertificateAlerts alerts(List<Integer> warnDays) {
    AlertConfig config = AlertSettings.reachedAt(Optional.of(URI.create("https://p.example")));
    return new CertificateAlerts(
        db,
        new CertificateWatch(),
        endpoints,
        new CertificateEvents(config),
        events,
        () -> warnDays);
  }

  private Endpoint register(String key) {
    return endpoints.create(
        Samples.orders(key, key, "https://orders.example.com/", Map.of("team", "payments")));
  }

  private static Issued leaf(Duration left, Duration lifetime) {
    Instant end = START.plus(left);
    return CA.leaf(end.minus(lifetime), end, "orders.example.com");
  }

  private static Issued leaf(int daysLeft) {
    return leaf(Duration.ofDays(daysLeft), Duration.ofDays(90));
  }

  private void see(Issued issued, Instant at) {
    seen.see(endpoint.id(), at, issued.chain(), null);
  }

  /** What was announced, such as "certificate.expiring 30". */
  private List<String> told() {
    List<String> told = new ArrayList<>();
    List<String> types = events.types();
    List<JsonNode> data = events.data();
    for (int i = 0; i < types.size(); i++) {
      JsonNode days = data.get(i).path("thresholdDays");
      told.add(types.get(i) + (days.isMissingNode() ? "" : " " + days.asText()));
    }
    return told;
  }

  @Test
  void announcesEachThresholdAndTheEndOnceAlthoughNobodyProbes() {
    see(leaf(89), START);
    for (int hour = 0; hour < 24 * 100; hour += 6) {
      alerts.tick(HELD, START.plus(Duration.ofHours(hour)));
    }
    assertThat(told())
        .containsExactly(
            "certificate.expiring 30.0",
            "certificate.expiring 14.0",
            "certificate.expiring 7.0",
            "certificate.expiring 3.0",
            "certificate.expiring 1.0",
            "certificate.expired");
    assertThat(events.data().stream().map(each -> each.get("expiresInSeconds").asLong() / 86_400))
        .containsExactly(30L, 14L, 7L, 3L, 1L, 0L);
    assertThat(events.wakes()).isPositive();
  }

  @Test
  void announcesOnlyTheNearestOfSeveralThresholdsAtOnce() {
    see(leaf(2), START);
    alerts.tick(HELD, START);
    assertThat(told()).containsExactly("certificate.expiring 3.0");
    JsonNode data = events.data().get(0);
    assertThat(data.at("/endpoint/key").asText()).isEqualTo("orders");
    assertThat(data.at("/endpoint/labels/team").asText()).isEqualTo("payments");
    assertThat(data.at("/certificate/subject").asText()).isEqualTo("CN=orders.example.com");
    assertThat(data.at("/certificate/notAfter").asText()).isEqualTo("2026-11-24T11:20:00Z");
    assertThat(data.get("expiresInSeconds").asLong()).isEqualTo(2 * 86_400);
    assertThat(data.at("/links/endpoint").asText())
        .isEqualTo("https://p.example/api/v1/endpoints/" + endpoint.publicId());
  }

  @Test
  void announcesOnlyTheEndOfWhatHadExpiredWhenItWasFirstSeen() {
    see(leaf(-1), START);
    alerts.tick(HELD, START);
    alerts.tick(HELD, START.plus(Duration.ofDays(2)));
    assertThat(told()).containsExactly("certificate.expired");
  }

  @Test
  void warnsOfAShortLifetimeByShares() {
    see(leaf(Duration.ofHours(30), Duration.ofDays(6)), START);
    alerts.tick(HELD, START);
    assertThat(told()).containsExactly("certificate.expiring 1.5");
  }

  @Test
  void announcesWhereTheCheckFailsForAnotherReason() {
    Failure failure = Failure.of(FailureClass.TLS_CLIENT_CERTIFICATE_REQUIRED, "asked for one");
    seen.see(endpoint.id(), START, leaf(5).chain(), failure);
    alerts.tick(HELD, START);
    assertThat(told()).containsExactly("certificate.expiring 7.0");
  }

  @Test
  void announcesAChangeOnlyToACertificateNeverSeenOnThisEndpoint() {
    Issued old = leaf(60);
    Issued fresh = leaf(80);
    see(old, START);
    alerts.tick(HELD, START);
    assertThat(told()).isEmpty();
    see(fresh, START.plusSeconds(60));
    see(old, START.plusSeconds(90));
    see(fresh, START.plusSeconds(120));
    alerts.tick(HELD, START.plusSeconds(150));
    see(old, START.plusSeconds(180));
    alerts.tick(HELD, START.plusSeconds(210));
    assertThat(told()).containsExactly("certificate.changed");
    JsonNode data = events.data().get(0);
    assertThat(data.at("/certificate/serialNumber").asText())
        .isEqualTo(fresh.leaf().getSerialNumber().toString(16));
    assertThat(data.at("/previousCertificate/serialNumber").asText())
        .isEqualTo(old.leaf().getSerialNumber().toString(16));
  }

  @Test
  void announcesAChangeThatWasOverBeforeItWasLookedAt() {
    Issued usual = leaf(60);
    see(usual, START);
    see(leaf(5), START.plusSeconds(10));
    see(usual, START.plusSeconds(20));
    alerts.tick(HELD, START.plusSeconds(30));
    assertThat(told()).containsExactly("certificate.changed");
  }

  @Test
  void saysNothingOfTheEndOfACertificateThatWasReplacedUntilItIsBack() {
    Issued old = leaf(20);
    see(old, START);
    alerts.tick(HELD, START);
    see(leaf(80), START.plusSeconds(60));
    for (int day = 1; day < 18; day++) {
      alerts.tick(HELD, START.plus(Duration.ofDays(day)));
    }
    assertThat(told()).containsExactly("certificate.expiring 30.0", "certificate.changed");
    Instant back = START.plus(Duration.ofDays(18));
    see(old, back);
    alerts.tick(HELD, back);
    assertThat(told().subList(2, 3)).containsExactly("certificate.expiring 3.0");
  }

  @Test
  void waitsForAPausedEndpointToBeResumed() {
    see(leaf(20), START);
    endpoints.update(endpoint.publicId(), now -> now.spec().withPaused(true));
    alerts.tick(HELD, START);
    assertThat(told()).isEmpty();
    endpoints.update(endpoint.publicId(), now -> now.spec().withPaused(false));
    alerts.tick(HELD, START);
    assertThat(told()).containsExactly("certificate.expiring 30.0");
  }

  @Test
  void waitsForTheEndOfMaintenance() {
    see(leaf(20), START);
    db.update(
        "INSERT INTO health (endpoint_id, observed, since, updated_at, maintenance_since)"
            + " VALUES (?, 0, now(), now(), now())",
        endpoint.id());
    alerts.tick(HELD, START);
    assertThat(told()).isEmpty();
    db.update("UPDATE health SET maintenance_since = NULL");
    alerts.tick(HELD, START);
    assertThat(told()).containsExactly("certificate.expiring 30.0");
  }

  @Test
  void forgetsDeletedEndpoints() {
    see(leaf(20), START);
    endpoints.delete(endpoint.publicId(), revision -> {});
    alerts.tick(HELD, START);
    assertThat(told()).isEmpty();
    assertThat(db.list("SELECT 1 FROM certificate_watch", row -> row.getInt(1))).isEmpty();
  }

  @Test
  void losesNothingAndRepeatsNothingWhenTheDatabaseGoesInTheMiddle() {
    see(leaf(20), START);
    events.afterEach(
        event -> {
          throw new IllegalStateException("the server went away");
        });
    assertThatThrownBy(() -> alerts.tick(HELD, START)).isInstanceOf(IllegalStateException.class);
    source.setAway(true);
    assertThatThrownBy(() -> alerts.tick(HELD, START)).isInstanceOf(DbUnavailable.class);
    source.setAway(false);
    events.afterEach(event -> {});
    assertThat(told()).isEmpty();
    alerts.tick(HELD, START);
    alerts(List.of(30, 14, 7, 3, 1)).tick(HELD, START);
    assertThat(told()).containsExactly("certificate.expiring 30.0");
  }

  @Test
  void saysNothingWhenItIsNotTheOwnerAnyMore() {
    see(leaf(20), START);
    Fence lost =
        tx -> {
          throw new Fenced("over");
        };
    assertThatThrownBy(() -> alerts.tick(lost, START)).isInstanceOf(Fenced.class);
    assertThat(told()).isEmpty();
  }

  @Test
  void severalAtOnceAnnounceEachEndpointOnce() throws Exception {
    List<Endpoint> many = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      many.add(register("e" + i));
    }
    Issued shared = leaf(20);
    many.forEach(each -> seen.see(each.id(), START, shared.chain(), null));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<@Nullable Void> tick =
          () -> {
            alerts.tick(HELD, START);
            return null;
          };
      for (Future<@Nullable Void> each : threads.invokeAll(List.of(tick, tick, tick, tick))) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    alerts.tick(HELD, START);
    assertThat(events.data().stream().map(each -> each.at("/endpoint/id").asText()))
        .hasSize(250)
        .doesNotHaveDuplicates();
  }

  @Test
  void takesUpOtherThresholdsWithoutRepeatingOldOnes() {
    see(leaf(25), START);
    alerts.tick(HELD, START);
    CertificateAlerts others = alerts(List.of(60, 24, 20));
    for (int day = 0; day < 3; day++) {
      others.tick(HELD, START.plus(Duration.ofDays(day)));
    }
    assertThat(told()).containsExactly("certificate.expiring 30.0", "certificate.expiring 24.0");
  }

  /** Runs the statement of the migration over what an earlier version has stored. */
  @Test
  void takesUpWhatWasSeenBeforeItWasWatchedWithoutCallingItAChange() throws IOException {
    see(leaf(20), START.minusSeconds(60));
    see(leaf(5), START.minusSeconds(30));
    db.update("DELETE FROM certificate_watch");
    String migration = Files.readString(Path.of("db/migration/V4__announcements.sql"));
    int from = migration.indexOf("INSERT INTO certificate_watch");
    assertThat(db.update(migration.substring(from, migration.indexOf(';', from)))).isEqualTo(2);
    alerts.tick(HELD, START);
    assertThat(told()).containsExactly("certificate.expiring 7.0");
  }

  @Test
  void refusesThresholdsThatMakeNoSense() {
    assertThatThrownBy(() -> alerts(List.of(30, 0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("probity.certificates.warn-days");
  }
}
