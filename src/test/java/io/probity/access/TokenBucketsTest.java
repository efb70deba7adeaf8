package io.probity.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bucket4j.TimeMeter;
import io.vertx.core.MultiMap;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {
  private static final class ManualTime implements TimeMeter {
    private long nanos = 1;

    @Override
    public long currentTimeNanos() {
      return nanos;
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }

  private final ManualTime time = new ManualTime();
  private final TokenBuckets buckets = new TokenBuckets("requests", 6, "a key", time);

  private Draw draw(String name) {
    return buckets.draw(name).orElseThrow();
  }

  @Test
  void refusesWhatIsBeyondTheBurstUntilATokenIsBack() {
    for (int left = 5; left >= 0; left--) {
      assertThat(draw("a").remaining()).isEqualTo(left);
    }
    Draw refused = draw("a");
    assertThat(refused.isRefused()).isTrue();
    assertThat(refused.retrySeconds()).isEqualTo(10);
    time.nanos += Duration.ofSeconds(9).toNanos();
    assertThat(draw("a").delay()).isEqualTo(Duration.ofSeconds(1));
    time.nanos += Duration.ofSeconds(1).toNanos();
    assertThat(draw("a").isRefused()).isFalse();
    assertThat(draw("a").isRefused()).isTrue();
  }

  @Test
  void countsEachNameForItself() {
    for (int i = 0; i < 7; i++) {
      draw("a");
    }
    assertThat(draw("a").isRefused()).isTrue();
    assertThat(draw("b").isRefused()).isFalse();
  }

  @Test
  void forgetsTheNameThatWasNotUsedForLongest() {
    for (int i = 0; i < 6; i++) {
      draw("first");
    }
    draw("second");
    for (int i = 0; i < 9_999; i++) {
      draw("other-" + i);
      assertThat(draw("first").isRefused()).isTrue();
    }
    assertThat(draw("second").remaining()).isEqualTo(5);
  }

  @Test
  void boundsNothingAtZero() {
    assertThat(new TokenBuckets("requests", 0, "a key", time).draw("a")).isEmpty();
    assertThatThrownBy(() -> new TokenBuckets("requests", -1, "probity.limits.x", time))
        .hasMessageContaining("probity.limits.x");
  }

  @Test
  void tellsTheHeadersOfTheDraft() {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    draw("a").tell(headers);
    assertThat(headers.get("RateLimit-Policy")).isEqualTo("\"requests\";q=6;w=60");
    assertThat(headers.get("RateLimit")).isEqualTo("\"requests\";r=5;t=10");
    for (int i = 0; i < 5; i++) {
      draw("a");
    }
    draw("a").tell(headers);
    assertThat(headers.get("RateLimit")).isEqualTo("\"requests\";r=0;t=10");
  }
}
