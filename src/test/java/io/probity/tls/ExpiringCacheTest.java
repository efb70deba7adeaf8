package io.probity.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ExpiringCacheTest {
  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
  private static final Duration KEEP = Duration.ofMinutes(5);

  private final ExpiringCache<String> cache = new ExpiringCache<>(2);
  private final List<CompletableFuture<String>> lookUps = new ArrayList<>();

  private CompletableFuture<String> ask(String key, Instant now) {
    return cache
        .get(
            key,
            now,
            () -> {
              lookUps.add(new CompletableFuture<>());
              return lookUps.get(lookUps.size() - 1);
            },
            found -> now.plus(KEEP))
        .toCompletableFuture();
  }

  @Test
  void whoAsksMeanwhileWaitsAndWhoAsksLaterIsAnsweredUntilItExpires() {
    CompletableFuture<String> first = ask("a", NOW);
    assertThat(ask("a", NOW.plusSeconds(1))).isSameAs(first);
    lookUps.get(0).complete("found");
    assertThat(ask("a", NOW.plus(KEEP).minusMillis(1))).isCompletedWithValue("found");
    assertThat(ask("a", NOW.plus(KEEP))).isNotDone();
    assertThat(lookUps).hasSize(2);
  }

  @Test
  void whatWasLookedUpUnderAClockThatRanAheadIsForgottenWhenItIsSetBack() {
    ask("a", NOW.plus(Duration.ofDays(365)));
    lookUps.get(0).complete("stale");
    assertThat(ask("a", NOW)).isNotDone();
    assertThat(lookUps).hasSize(2);
  }

  @Test
  void aLookUpThatFailsIsNotKept() {
    ask("a", NOW);
    lookUps.get(0).completeExceptionally(new IllegalStateException("a bug"));
    assertThat(ask("a", NOW)).isNotDone();
  }

  @Test
  void theLeastRecentlyUsedGivesWay() {
    ask("a", NOW);
    ask("b", NOW);
    ask("a", NOW);
    ask("c", NOW);
    assertThat(cache.size()).isEqualTo(2);
    ask("a", NOW);
    assertThat(lookUps).hasSize(3);
    ask("b", NOW);
    assertThat(lookUps).hasSize(4);
  }
}
