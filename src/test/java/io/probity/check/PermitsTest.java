package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PermitsTest {
  private final List<String> started = new ArrayList<>();

  private void ask(Permits permits, String origin, String name) {
    permits.acquire(origin, () -> started.add(name));
  }

  @Test
  void oneOriginDoesNotTakeThePlaceOfAnother() {
    Permits permits = new Permits(Runnable::run, 10, 2);
    ask(permits, "a", "a1");
    ask(permits, "a", "a2");
    ask(permits, "a", "a3");
    ask(permits, "b", "b1");
    assertThat(started).containsExactly("a1", "a2", "b1");
    assertThat(permits.waiting()).isEqualTo(1);
    permits.release("a");
    assertThat(started).containsExactly("a1", "a2", "b1", "a3");
    assertThat(permits.inFlight()).isEqualTo(3);
  }

  @Test
  void theWholeIsBoundedToo() {
    Permits permits = new Permits(Runnable::run, 2, 2);
    ask(permits, "a", "a1");
    ask(permits, "b", "b1");
    ask(permits, "c", "c1");
    ask(permits, "d", "d1");
    assertThat(started).containsExactly("a1", "b1");
    permits.release("a");
    permits.release("b");
    assertThat(started).containsExactly("a1", "b1", "c1", "d1");
    permits.release("c");
    permits.release("d");
    assertThat(permits.inFlight()).isZero();
    assertThat(permits.waiting()).isZero();
  }

  @Test
  void keepsNothingOfOriginsThatAreDone() {
    Permits permits = new Permits(Runnable::run, 5, 1);
    for (int round = 0; round < 1_000; round++) {
      ask(permits, "o" + round % 7, "x");
      ask(permits, "o" + round % 7, "y");
      permits.release("o" + round % 7);
      permits.release("o" + round % 7);
    }
    assertThat(started).hasSize(2_000);
    assertThat(permits.inFlight()).isZero();
  }
}
