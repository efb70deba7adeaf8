package io.probity.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.probity.db.Db;
import io.probity.db.DbException;
import io.probity.testing.ManualClock;
import io.probity.testing.SwitchableDataSource;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeptTest {
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-22T11:20:00Z"));
  private final Kept<String, Integer> kept = new Kept<>(Duration.ofSeconds(15), 2, clock);
  private final AtomicInteger made = new AtomicInteger();

  @Test
  void makesAValueAtMostSoOften() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(kept.get("a", made::incrementAndGet)).isEqualTo(1);
    }
    clock.advance(Duration.ofSeconds(15));
    assertThat(kept.get("a", made::incrementAndGet)).isEqualTo(2);
  }

  @Test
  void forgetsWhatWasNotAskedForTheLongest() {
    kept.get("a", made::incrementAndGet);
    kept.get("b", made::incrementAndGet);
    kept.get("a", made::incrementAndGet);
    kept.get("c", made::incrementAndGet);
    assertThat(kept.get("a", made::incrementAndGet)).isEqualTo(1);
    assertThat(kept.get("b", made::incrementAndGet)).isEqualTo(4);
  }

  @Test
  void keepsTheLastValueWhileTheDatabaseIsAway() {
    SwitchableDataSource source = new SwitchableDataSource(TestPostgres.freshDataSource());
    Db db = new Db(source);
    Kept<String, Integer> counts = new Kept<>(Duration.ofSeconds(15), 2, clock);
    assertThat(counts.get("a", () -> one(db))).isEqualTo(1);
    source.setAway(true);
    clock.advance(Duration.ofHours(1));
    assertThat(counts.get("a", () -> one(db))).isEqualTo(1);
    assertThatThrownBy(() -> counts.get("b", () -> one(db))).isInstanceOf(DbException.class);
  }

  private static int one(Db db) {
    return db.first("SELECT 1", row -> row.getInt(1)).orElseThrow();
  }

  @Test
  void othersTakeTheOneBeforeWhileAValueIsMade() throws Exception {
    kept.get("a", made::incrementAndGet);
    clock.advance(Duration.ofMinutes(1));
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Future<Integer> slow =
          other.submit(
              () ->
                  kept.get(
                      "a",
                      () -> {
                        begun.countDown();
                        await(asked);
                        return made.incrementAndGet();
                      }));
      await(begun);
      assertThat(kept.get("a", made::incrementAndGet)).isEqualTo(1);
      asked.countDown();
      assertThat(slow.get(10, TimeUnit.SECONDS)).isEqualTo(2);
    } finally {
      other.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
