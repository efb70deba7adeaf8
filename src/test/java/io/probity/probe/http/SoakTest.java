package io.probity.probe.http;

import static io.probity.probe.FailureClass.MONITOR_INTERRUPTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslProvider;
import io.netty.util.ResourceLeakDetector;
import io.probity.endpoint.ConnectionMode;
import io.probity.probe.Attempt;
import io.probity.probe.http.PoolMeters.Kind;
import io.probity.testing.LogEar;
import io.probity.tls.ChainProblem;
import io.probity.tls.ChainVerdict;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Thousands of attempts that fail or are cut off in every way leave nothing behind: no connection,
 * timer, question, file descriptor, heap or word. Ten probers take turns, and each is closed while
 * it has much to do. {@code -Dprobity.leak-run=100000} makes more attempts and tells the figures.
 */
class SoakTest {
  /** By which the loop measures how much time it loses; the one timer that is always there. */
  private static final int PULSE = 1;

  private static final int ATTEMPTS = Integer.getInteger("probity.leak-run", 5_000);
  private static final int PROBERS = 10;
  private static final int AT_ONCE = 128;
  private static final long HEAP_MAY_GROW = 8L << 20;

  private final Misfortunes misfortunes = new Misfortunes();
  private final RecordingMeters meters = new RecordingMeters();
  private final Queue<String> words = new ConcurrentLinkedQueue<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final LogEar ear = LogEar.on(Level.ALL, words);
  private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

  @BeforeEach
  void listen() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
  }

  @AfterEach
  void stop() {
    ear.close();
    ResourceLeakDetector.setLevel(before);
    misfortunes.close();
  }

  @Test
  void nothingIsLeftBehind() throws InterruptedException {
    long started = System.nanoTime();
    long heap = 0;
    int files = 0;
    for (int turn = 0; turn <= PROBERS; turn++) {
      oneProber();
      misfortunes.forgetRequests();
      Awaitility.await().until(() -> misfortunes.openConnections() == 0);
      if (turn == 0) { // The first loads classes and libraries.
        heap = usedHeap();
        files = openFiles();
      }
    }
    int filesBefore = files;
    Awaitility.await()
        .untilAsserted(() -> assertThat(openFiles()).isLessThanOrEqualTo(filesBefore));
    long heapAfter = usedHeap();
    tell(
        "%d attempts in %d s; open files %d before, %d after; heap %d KiB before, %d KiB after%n",
        ATTEMPTS + ATTEMPTS / PROBERS,
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started),
        files,
        openFiles(),
        heap >> 10,
        heapAfter >> 10);
    assertThat(heapAfter - heap).isLessThan(HEAP_MAY_GROW);
    assertThat(wrong).isEmpty();
    assertThat(words).isEmpty();
  }

  private void oneProber() throws InterruptedException {
    try (ProberFixture probe =
        new ProberFixture(
            TlsContexts.bestProvider() == SslProvider.JDK ? SslProvider.JDK : SslProvider.OPENSSL,
            (presented, host, now) ->
                host.equals("bad.test")
                    ? ProberFixture.bad(ChainProblem.UNTRUSTED_ROOT)
                    : ChainVerdict.VALID,
            new PoolSettings(Duration.ofMinutes(10), 30, meters))) {
      misfortunes.prepare(probe);
      meetAll(probe);
      assertThat(probe.onLoop(probe.prober::running)).isZero();
      Awaitility.await().untilAsserted(() -> assertThat(probe.sockets()).isEqualTo(probe.idle()));
      Awaitility.await().untilAsserted(() -> assertThat(active()).isZero());
      Awaitility.await()
          .untilAsserted(() -> assertThat(probe.onLoop(probe.prober::handshakes)).isZero());
      closingEndsWhatIsUnderWay(probe);
      assertThat(meters.leaks()).isEmpty();
    }
  }

  private void meetAll(ProberFixture probe) throws InterruptedException {
    Semaphore free = new Semaphore(AT_ONCE);
    int kinds = misfortunes.all().size();
    for (int i = 0; i < ATTEMPTS / PROBERS; i++) {
      free.acquire();
      Misfortune each = misfortunes.all().get(i % kinds);
      long id = i % (3L * kinds);
      if (i % 71 == 0) {
        probe.prober.forget(id);
      }
      each.meet(probe.prober, id, i % 5 == 0 ? ConnectionMode.FRESH : ConnectionMode.POOLED)
          .whenComplete(
              (attempt, bug) -> {
                String complaint = bug == null ? each.complaint(attempt) : bug.toString();
                if (complaint != null) {
                  wrong.add(complaint);
                }
                free.release();
              });
      if (i % 37 == 0) {
        probe.prober.forget(id);
      }
    }
    assertThat(free.tryAcquire(AT_ONCE, 30, TimeUnit.SECONDS)).isTrue();
  }

  private void closingEndsWhatIsUnderWay(ProberFixture probe) {
    List<CompletableFuture<Attempt>> late = new ArrayList<>();
    for (int i = 0; i < 2 * misfortunes.all().size(); i++) {
      Misfortune each = misfortunes.all().get(i % misfortunes.all().size());
      late.add(each.meet(probe.prober, i, ConnectionMode.POOLED).toCompletableFuture());
    }
    probe.prober.close();
    CompletableFuture.allOf(late.toArray(CompletableFuture[]::new))
        .orTimeout(5, TimeUnit.SECONDS)
        .join();
    assertThat(late)
        .extracting(done -> done.join().failure())
        .anyMatch(failure -> failure != null && failure.cls() == MONITOR_INTERRUPTED);
    assertThat(probe.onLoop(probe.prober::running)).isZero();
    Awaitility.await().untilAsserted(() -> assertThat(probe.sockets()).isZero());
    Awaitility.await().untilAsserted(() -> assertThat(timers(probe)).isEqualTo(PULSE));
    Awaitility.await().untilAsserted(() -> assertThat(active()).isZero());
    assertThat(meters.idle(Kind.HTTP1)).isZero();
  }

  private int active() {
    return meters.active(Kind.HTTP1) + meters.active(Kind.HTTP2);
  }

  /** Netty tells nobody how many timers it has, except by name. */
  private static int timers(ProberFixture probe) {
    return probe.onLoop(
        () -> {
          try {
            Class<?> type = probe.eventLoop().getClass();
            while (!type.getSimpleName().equals("AbstractScheduledEventExecutor")) {
              type = type.getSuperclass();
            }
            var queue = type.getDeclaredField("scheduledTaskQueue");
            queue.setAccessible(true);
            return ((Queue<?>) queue.get(probe.eventLoop())).size();
          } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
          }
        });
  }

  /** Of this process, 0 where the system does not tell. */
  private static int openFiles() {
    String[] files = new File("/proc/self/fd").list();
    return files == null ? 0 : files.length;
  }

  private static long usedHeap() {
    var memory = ManagementFactory.getMemoryMXBean();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) { // Finalizers and cleaners need more than one.
      System.gc();
      used = Math.min(used, memory.getHeapMemoryUsage().getUsed());
    }
    return used;
  }

  private static void tell(String format, Object... figures) {
    if (Integer.getInteger("probity.leak-run") != null) {
      System.out.printf(format, figures);
    }
  }
}
