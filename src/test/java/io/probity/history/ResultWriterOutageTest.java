package io.probity.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.db.Db;
import io.probity.probe.Check;
import io.probity.testing.CrashableServer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResultWriterOutageTest {
  private static final Instant NOW = Instant.parse("2026-11-22T11:20:00Z");
  private static CrashableServer server;

  private SimpleMeterRegistry meters;
  private final AtomicInteger added = new AtomicInteger();
  private Db db;
  private ResultWriter writer;

  @BeforeAll
  static void startServer() throws IOException {
    server = new CrashableServer();
  }

  @AfterAll
  static void closeServer() throws IOException {
    server.close();
  }

  @BeforeEach
  void startWriter() {
    db = server.db();
    startWriter(64 << 20);
  }

  private void startWriter(long bufferBytes) {
    meters = new SimpleMeterRegistry();
    writer =
        new ResultWriter(
            new ResultStore(db),
            HistoryFixtures.partitions(db),
            HistoryFixtures.certificates(db),
            InstantSource.fixed(NOW),
            HistoryFixtures.buffer(bufferBytes),
            meters);
    writer.start();
  }

  @AfterEach
  void stopWriter() {
    writer.stop();
    db.update("TRUNCATE result_hot, failure");
  }

  @Test
  void losesAndDoublesNothingOverAStop() throws IOException {
    add(1_500, id -> HistoryFixtures.up(id, NOW));
    awaitStored(1_500);
    server.stop();
    add(3_000, id -> HistoryFixtures.down(id, NOW));
    await().until(() -> backlog() == 3_000);
    server.start();
    add(500, id -> HistoryFixtures.up(id, NOW));
    awaitStored(5_000);
    assertThat(HistoryFixtures.count(db, "failure")).isEqualTo(3_000);
    await().until(() -> backlog() == 0);
    assertThat(meters.get("probity.results.written").counter().count()).isEqualTo(5_000);
    assertThat(dropped()).isZero();
  }

  @Test
  void repeatsWhatACrashTookBack() throws IOException {
    add(100, id -> HistoryFixtures.up(id, NOW));
    awaitStored(100);
    await().until(() -> backlog() == 0);
    server.kill();
    server.start();
    long survived = HistoryFixtures.count(db, "result_hot");
    add(1, id -> HistoryFixtures.up(id, NOW));
    awaitStored(101);
    assertThat(survived).as("the crash has to take something back").isLessThan(100);
  }

  @Test
  void survivesKillsInTheMiddleOfWriting() throws IOException {
    for (int round = 0; round < 3; round++) {
      add(4_000, id -> id % 7 == 0 ? HistoryFixtures.down(id, NOW) : HistoryFixtures.up(id, NOW));
      await().pollInterval(Duration.ofMillis(5)).until(() -> backlog() < 3_000);
      server.kill();
      add(500, id -> HistoryFixtures.up(id, NOW));
      server.start();
    }
    awaitStored(13_500);
    assertThat(dropped()).isZero();
  }

  @Test
  void keepsTheNewestWhenTheBufferIsFull() throws IOException {
    writer.stop();
    startWriter(1 << 20);
    await().until(() -> backlog() == 0);
    server.stop();
    add(20_000, id -> HistoryFixtures.down(id, NOW));
    server.start();
    await().until(() -> backlog() == 0);
    long stored = HistoryFixtures.count(db, "result_hot");
    assertThat(stored).isGreaterThan(1_500);
    assertThat(stored + dropped()).isEqualTo(20_000);
    assertThat(db.first("SELECT max(endpoint_id) FROM result_hot", row -> row.getLong(1)))
        .contains(20_000L);
    assertThat(
            db.first("SELECT count(*) FROM failure WHERE evidence IS NULL", row -> row.getLong(1)))
        .hasValueSatisfying(stripped -> assertThat(stripped).isGreaterThan(stored / 2));
  }

  private void add(int checks, LongFunction<Check> check) {
    for (int i = 0; i < checks; i++) {
      writer.add(HistoryFixtures.endpoint(1, NOW), check.apply(added.incrementAndGet()));
    }
  }

  private void awaitStored(long results) {
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> HistoryFixtures.count(db, "result_hot") == results);
  }

  private double backlog() {
    return meters.get("probity.recorder.backlog").gauge().value();
  }

  private double dropped() {
    return meters.get("probity.recorder.dropped").tag("reason", "full").counter().count();
  }
}
