package io.probity.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SharedReadsTest {
  private static final int CROWD = 20;

  private final SharedReads<String, Integer> reads = new SharedReads<>();
  private final AtomicInteger begun = new AtomicInteger();
  private final CountDownLatch reading = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);
  private final Queue<Object> got = new ConcurrentLinkedQueue<>();

  @Test
  void oneAfterTheOtherReadsForItself() {
    assertThat(reads.of("a", begun::incrementAndGet)).isEqualTo(1);
    assertThat(reads.of("a", begun::incrementAndGet)).isEqualTo(2);
  }

  @Test
  void whoeverComesDuringAReadSharesTheNextOne() throws InterruptedException {
    Thread first = ask(this::slowly);
    reading.await();
    List<Thread> crowd = crowd(begun::incrementAndGet);
    assertThat(reads.of("b", () -> 77)).isEqualTo(77);
    assertThat(begun).hasValue(1);
    end.countDown();
    first.join();
    assertThat(got).contains(1);
    for (Thread each : crowd) {
      each.join();
    }
    assertThat(got).filteredOn(value -> value.equals(2)).hasSize(CROWD);
    assertThat(reads.of("a", begun::incrementAndGet)).isEqualTo(3);
  }

  @Test
  void aFailureIsThatOfAllWhoShareIt() throws InterruptedException {
    ask(this::slowly);
    reading.await();
    List<Thread> crowd =
        crowd(
            () -> {
              throw new IllegalArgumentException("no");
            });
    end.countDown();
    for (Thread each : crowd) {
      each.join();
    }
    assertThat(got).filteredOn(value -> value.equals("no")).hasSize(CROWD);
    assertThatThrownBy(
            () ->
                reads.of(
                    "a",
                    () -> {
                      throw new IllegalStateException("again");
                    }))
        .hasMessage("again");
    assertThat(reads.of("a", () -> 5)).isEqualTo(5);
  }

  /** So many that all wait for the one that reads. */
  private List<Thread> crowd(Supplier<Integer> read) {
    List<Thread> crowd = new ArrayList<>();
    for (int i = 0; i < CROWD; i++) {
      crowd.add(ask(read));
    }
    while (!crowd.stream().allMatch(each -> each.getState() == Thread.State.WAITING)) {
      Thread.onSpinWait();
    }
    return crowd;
  }

  private Thread ask(Supplier<Integer> read) {
    Thread thread =
        new Thread(
            () -> {
              try {
                got.add(reads.of("a", read));
              } catch (IllegalArgumentException e) {
                got.add(String.valueOf(e.getMessage()));
              }
            });
    thread.start();
    return thread;
  }

  private Integer slowly() {
    int number = begun.incrementAndGet();
    reading.countDown();
    try {
      assertThat(end.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return number;
  }
}
