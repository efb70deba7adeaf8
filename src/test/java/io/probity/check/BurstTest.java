package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.probity.testing.ManualClock;
import io.probity.testing.ManualLoop;
import io.probity.testing.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Two turns of the loop are told apart by what it reads between them. */
class BurstTest {
  private static final String READ = "|";

  private final ManualLoop loop = new ManualLoop(new ManualClock(Samples.AT));
  private final List<String> happened = new ArrayList<>();

  private boolean happens(String what) {
    happened.add(what);
    loop.execute(this::read);
    return true;
  }

  private void read() {
    if (!happened.get(happened.size() - 1).equals(READ)) {
      happened.add(READ);
    }
  }

  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private String turns() {
    loop.run();
    loop.advance(Duration.ZERO);
    return String.join("", happened);
  }

  @Test
  void theLoopReadsBetweenFours() {
    Burst<Integer> burst = new Burst<>(loop, each -> happens("x"));
    burst.add(numbers(9));
    burst.begin();
    assertThat(happened).as("the first start at once").hasSize(4);
    assertThat(turns()).isEqualTo("xxxx|xxxx|x|");
    assertThat(burst.first()).isNull();
  }

  @Test
  void whatTookNoWorkKeepsNobodyWaiting() {
    Burst<Integer> burst = new Burst<>(loop, each -> happens(each < 7 ? "-" : "x") && each >= 7);
    burst.add(numbers(12));
    burst.begin();
    assertThat(turns()).isEqualTo("-------xxxx|x|");
  }

  @Test
  void theLoopReadsThoughHardlyAnythingStarts() {
    Burst<Integer> burst = new Burst<>(loop, each -> happens("-") && each % 50 == 0);
    burst.add(numbers(150));
    burst.begin();
    assertThat(turns().split("[|]"))
        .extracting(String::length)
        .containsExactly(Burst.LOOKS, Burst.LOOKS, 150 - 2 * Burst.LOOKS);
  }

  @Test
  void whatIsDueAndWhatWasAdmittedTakeTurns() {
    Burst<Integer> burst = new Burst<>(loop, each -> happens("x"));
    burst.add(numbers(6));
    for (int i = 0; i < 9; i++) {
      burst.soon(() -> happens("a"));
    }
    assertThat(happened).as("later than whoever let it in").isEmpty();
    assertThat(turns()).isEqualTo("aaaaxxxx|aaaaxx|a|");
  }

  @Test
  void whatAStartLetsInComesAfterItAndNothingIsLeftBehind() {
    Burst<Integer> burst = new Burst<>(loop, each -> happens("x"));
    burst.soon(
        () -> {
          happens("a");
          burst.soon(() -> happens("b"));
          burst.begin();
        });
    assertThat(turns()).isEqualTo("ab|");
    burst.soon(() -> happens("c"));
    assertThat(turns()).isEqualTo("ab|c|");
  }

  @Test
  void whatWasAdmittedStartsThoughNothingIsDueAnyMore() {
    Burst<Integer> burst = new Burst<>(loop, each -> happens("x"));
    burst.add(numbers(9));
    burst.begin();
    burst.soon(() -> happens("a"));
    burst.clear();
    assertThat(turns()).isEqualTo("xxxx|a|");
  }

  @Test
  void whatThrowsKeepsNobodyFromStarting() {
    Burst<Integer> burst = new Burst<>(loop, each -> happens("x"));
    burst.add(numbers(1));
    burst.soon(
        () -> {
          throw new IllegalStateException("a bug");
        });
    burst.soon(() -> happens("a"));
    assertThatThrownBy(this::turns).hasMessage("a bug");
    assertThat(turns()).isEqualTo("ax|");
  }
}
