package io.probity.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Several replicas that drain one outbox. */
class SharedDeliveriesTest {
  private static final int ENDPOINTS = 12;
  private static final int EVENTS = 8;

  private final AlertFixtures given = new AlertFixtures(TestPostgres.freshDb());
  private final List<String> arrived = new CopyOnWriteArrayList<>();

  @Test
  void neitherChangesTheOrderNorSendsTwice() {
    given.channel("https://a.example/");
    given.channel("https://b.example/");
    Map<UUID, String> names = new HashMap<>();
    for (int event = 0; event < EVENTS; event++) {
      for (int endpoint = 1; endpoint <= ENDPOINTS; endpoint++) {
        names.put(given.publish(endpoint), endpoint + "#" + event);
      }
    }
    // Threads of their own: the common pool, which may hold a single one, is what answers.
    ExecutorService threads = Executors.newFixedThreadPool(3);
    AlertChannel channel = message -> answerLater(message, names);
    List<CompletableFuture<Void>> replicas = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Deliveries replica = given.deliveries(channel, new Deliveries.Slots(20, 5));
      replicas.add(CompletableFuture.runAsync(() -> drain(replica), threads));
    }
    assertThat(replicas)
        .allSatisfy(each -> assertThat(each).succeedsWithin(Duration.ofSeconds(60)));
    threads.shutdown();
    assertThat(arrived).doesNotHaveDuplicates().hasSize(2 * ENDPOINTS * EVENTS);
    for (String host : List.of("a.example", "b.example")) {
      for (int endpoint = 1; endpoint <= ENDPOINTS; endpoint++) {
        String prefix = host + " " + endpoint + "#";
        List<String> expected = new ArrayList<>();
        for (int event = 0; event < EVENTS; event++) {
          expected.add(prefix + event);
        }
        assertThat(arrived.stream().filter(each -> each.startsWith(prefix)))
            .containsExactlyElementsOf(expected);
      }
    }
    assertThat(given.states()).containsOnly("delivered/1");
  }

  private CompletableFuture<SendResult> answerLater(Message message, Map<UUID, String> names) {
    arrived.add(message.url().getHost() + " " + names.get(message.id()));
    return CompletableFuture.supplyAsync(
        () -> ScriptedChannel.status(204),
        CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS));
  }

  private void drain(Deliveries replica) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(50);
    while (given.states().contains("pending/0") || given.states().contains("pending/1")) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not drained: " + given.states());
      }
      replica.tick(given.clock.instant());
    }
  }
}
