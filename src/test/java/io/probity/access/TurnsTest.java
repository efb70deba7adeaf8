package io.probity.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.access.Turns.Reply;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final Turns<String> turns = new Turns<>(2, Duration.ofSeconds(1));

  @Test
  void servesSoManyAtOnceAndTheOthersInTheOrderTheyCame() {
    assertThat(turns.ask("a")).isEqualTo(Reply.NOW);
    assertThat(turns.ask("b")).isEqualTo(Reply.NOW);
    assertThat(turns.ask("c")).isEqualTo(Reply.LATER);
    assertThat(turns.ask("d")).isEqualTo(Reply.LATER);
    assertThat(turns.done(Duration.ofMillis(10))).contains("c");
    assertThat(turns.ask("e")).isEqualTo(Reply.LATER);
    assertThat(turns.done(Duration.ofMillis(10))).contains("d");
    assertThat(turns.done(Duration.ofMillis(10))).contains("e");
    assertThat(turns.done(Duration.ofMillis(10))).isEmpty();
    assertThat(turns.done(Duration.ofMillis(10))).isEmpty();
    assertThat(turns.ask("f")).isEqualTo(Reply.NOW);
  }

  @Test
  void whoLeavesTheLineIsPassedOver() {
    turns.ask("a");
    turns.ask("b");
    turns.ask("c");
    turns.ask("d");
    assertThat(turns.leave("c")).isTrue();
    assertThat(turns.leave("c")).isFalse();
    assertThat(turns.leave("a")).isFalse();
    assertThat(turns.done(Duration.ofMillis(10))).contains("d");
  }

  @Test
  void turnsAwayWhoWouldWaitTooLong() {
    usually(Duration.ofMillis(100));
    turns.ask("a");
    turns.ask("b");
    // 100 ms by 2 at a time: 20 wait a second, the 20th not yet more.
    for (int i = 0; i < 19; i++) {
      assertThat(turns.ask("waits " + i)).isEqualTo(Reply.LATER);
    }
    assertThat(turns.outlook()).isBetween(Duration.ofMillis(990), Duration.ofMillis(1010));
    turns.ask("the 20th");
    assertThat(turns.ask("too late")).isEqualTo(Reply.NEVER);
  }

  @Test
  void takesMoreWhereTurnsAreShort() {
    usually(Duration.ofMillis(1));
    turns.ask("a");
    turns.ask("b");
    for (int i = 0; i < 1900; i++) {
      assertThat(turns.ask("waits " + i)).isEqualTo(Reply.LATER);
    }
    assertThat(turns.outlook()).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void oneVeryLongTurnDoesNotTurnAwayAllOthers() {
    usually(Duration.ofMillis(10));
    turns.ask("long");
    turns.done(Duration.ofMinutes(5));
    turns.ask("a");
    turns.ask("b");
    assertThat(turns.ask("c")).isEqualTo(Reply.LATER);
    assertThat(turns.outlook()).isLessThan(Duration.ofMillis(100));
  }

  /** Many turns that took so long. */
  private void usually(Duration taken) {
    for (int i = 0; i < 400; i++) {
      turns.ask("earlier");
      turns.done(taken);
    }
  }
}
