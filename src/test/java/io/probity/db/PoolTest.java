package io.probity.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoolTest {
  private static final String SETTING = "SELECT current_setting(?)";

  private final int port = freePort();
  private final DatasourceConfig config =
      new Config("jdbc:postgresql://127.0.0.1:" + port + "/postgres");

  private final Path data;

  PoolTest(@TempDir Path data) {
    this.data = data;
  }

  private record Config(String url) implements DatasourceConfig {
    @Override
    public Optional<String> username() {
      return Optional.of("postgres");
    }

    @Override
    public Optional<String> password() {
      return Optional.of("postgres");
    }
  }

  @Test
  void survivesAnOutageOfTheServer() throws IOException {
    try (AgroalDataSource source = Pool.CONTROL.open(config)) {
      Db db = new Db(source);
      refusesAtOnce(db);

      EmbeddedPostgres first = start();
      awaitAnswer(db);
      inParallelTheServerIsStoppedUnder(db, first);
      refusesAtOnce(db);
      refusesAtOnce(db);

      try (EmbeddedPostgres second = start()) {
        awaitAnswer(db);
        assertThat(db.update("CREATE TEMP TABLE t (a int)")).isZero();
        assertThat(second.getPort()).isEqualTo(port);
      }
    }
  }

  @Test
  void setsUpItsSessions() throws IOException {
    try (EmbeddedPostgres server = start();
        AgroalDataSource control = Pool.CONTROL.open(config);
        AgroalDataSource ingest = Pool.INGEST.open(config)) {
      assertThat(server.getPort()).isEqualTo(port);
      assertThat(setting(control, "application_name")).isEqualTo("probity");
      assertThat(setting(control, "statement_timeout")).isEqualTo("2800ms");
      assertThat(setting(control, "synchronous_commit")).isEqualTo("on");
      assertThat(setting(ingest, "synchronous_commit")).isEqualTo("off");
    }
  }

  @Test
  void meansUnavailableWhenAllConnectionsAreTakenForTooLong() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (EmbeddedPostgres server = start();
        AgroalDataSource source = Pool.INGEST.open(config)) {
      assertThat(server.getPort()).isEqualTo(port);
      Db db = new Db(source);
      CountDownLatch taken = new CountDownLatch(2);
      CountDownLatch done = new CountDownLatch(1);
      Runnable hold =
          () ->
              db.run(
                  tx -> {
                    taken.countDown();
                    awaitLatch(done);
                  });
      threads.execute(hold);
      threads.execute(hold);
      awaitLatch(taken);
      refusesAtOnce(db);
      done.countDown();
      awaitAnswer(db);
    } finally {
      threads.shutdownNow();
    }
  }

  /** One statement is running, and idle connections are pooled, at the moment of the shutdown. */
  private static void inParallelTheServerIsStoppedUnder(Db db, EmbeddedPostgres server)
      throws IOException {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      CountDownLatch running = new CountDownLatch(1);
      Future<?> cut =
          thread.submit(
              () ->
                  db.run(
                      tx -> {
                        running.countDown();
                        tx.list("SELECT pg_sleep(2.5)", row -> 1);
                      }));
      awaitLatch(running);
      server.close();
      assertThatThrownBy(cut::get).hasCauseInstanceOf(DbUnavailable.class);
    } finally {
      thread.shutdownNow();
    }
  }

  private static void refusesAtOnce(Db db) {
    long start = System.nanoTime();
    assertThatThrownBy(() -> db.first("SELECT 1", row -> row.getInt(1)))
        .isInstanceOf(DbUnavailable.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  private static void awaitAnswer(Db db) {
    await()
        .atMost(Duration.ofSeconds(10))
        .ignoreExceptionsInstanceOf(DbUnavailable.class)
        .until(() -> db.first("SELECT 1", row -> row.getInt(1)).isPresent());
  }

  private static String setting(AgroalDataSource source, String name) {
    return new Db(source).first(SETTING, row -> row.getString(1), name).orElseThrow();
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private EmbeddedPostgres start() throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data.resolve("pg"))
        .setCleanDataDirectory(false)
        .setPort(port)
        .setServerConfig("synchronous_commit", "on")
        .start();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
