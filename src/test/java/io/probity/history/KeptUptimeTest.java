package io.probity.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.db.Db;
import io.probity.health.PastHealthStore;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Uptime of what is kept is not changed by the removal of what is not. */
class KeptUptimeTest {
  private static final Instant KEPT = Instant.parse("2024-01-01T00:00:00Z");
  private static final Instant NOW = KEPT.plus(Duration.ofDays(90));
  private static final int ENDPOINTS = 12;
  private static final int BATCH = 7;

  private final Db db = TestPostgres.freshDb();
  private final Random random = new Random(31);

  @Test
  void everyWindowFromTheOldestKeptDayOnStaysAsItWas() {
    for (int endpoint = 1; endpoint <= ENDPOINTS; endpoint++) {
      live(endpoint);
    }
    List<Span> windows = windows();
    List<UptimeReport> before = reports(windows);
    int old = old();
    List<Long> all = new ArrayList<>();
    for (long endpoint = 1; endpoint <= ENDPOINTS; endpoint++) {
      all.add(endpoint);
    }
    int removed = 0;
    int batch;
    do {
      batch = db.tx(tx -> new PastHealthStore().periods(tx, all, KEPT, BATCH));
      assertThat(batch).isBetween(0, BATCH);
      removed += batch;
    } while (batch > 0);
    assertThat(reports(windows)).isEqualTo(before);
    assertThat(old() + removed).isEqualTo(old);
    assertThat(old()).as("at most the one that lasted").isBetween(1, ENDPOINTS);
  }

  /** Some endpoints are created after the horizon, and one period begins just there. */
  private void live(long endpoint) {
    Instant at = endpoint == 1 ? KEPT : KEPT.minus(Duration.ofHours(random.nextInt(4_000) - 1_000));
    while (at.isBefore(NOW)) {
      db.update(
          "INSERT INTO health_period (endpoint_id, from_at, state) VALUES (?, ?, ?)",
          endpoint,
          at,
          random.nextInt(6));
      at = at.plusSeconds(1 + random.nextInt(400_000));
      if (endpoint % 4 == 0 && at.isBefore(KEPT) && random.nextInt(9) == 0) {
        at = KEPT;
      }
    }
  }

  private List<Span> windows() {
    List<Span> windows = new ArrayList<>();
    windows.add(new Span(KEPT, KEPT.plus(Duration.ofDays(1))));
    windows.add(new Span(KEPT, NOW));
    for (int i = 0; i < 20; i++) {
      Instant from = KEPT.plusSeconds(random.nextInt(80 * 86_400));
      windows.add(new Span(from, from.plusSeconds(1 + random.nextInt(9 * 86_400))));
    }
    return windows;
  }

  private List<UptimeReport> reports(List<Span> windows) {
    UptimeStore store = new UptimeStore(db);
    List<UptimeReport> reports = new ArrayList<>();
    for (long endpoint = 1; endpoint <= ENDPOINTS; endpoint++) {
      for (Span window : windows) {
        List<Period> periods = store.periods(endpoint, window);
        reports.add(UptimeReport.of(UptimeIntegral.of(periods, window, NOW), List.of(), window));
      }
    }
    return reports;
  }

  private int old() {
    return db.first(
            "SELECT count(*) FROM health_period WHERE from_at < ?", row -> row.getInt(1), KEPT)
        .orElseThrow();
  }
}
