package io.probity.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "500ms, 500, 500ms",
    "30s, 30000, 30s",
    "60s, 60000, 60s",
    "1m, 60000, 60s",
    "90s, 90000, 90s",
    "5m, 300000, 5m",
    "60m, 3600000, 1h",
    "24h, 86400000, 24h",
    "1d, 86400000, 24h",
    "14d, 1209600000, 14d",
    "1h30m, 5400000, 90m",
    "PT30S, 30000, 30s",
    "pt0.5s, 500, 500ms",
    "P2D, 172800000, 2d",
    "0s, 0, 0s",
    "1500ms, 1500, 1500ms"
  })
  void readsAndWritesCanonically(String text, long millis, String canonical) {
    assertThat(Durations.parse(text)).contains(Duration.ofMillis(millis));
    assertThat(Durations.format(Duration.ofMillis(millis))).isEqualTo(canonical);
    assertThat(Durations.parse(canonical)).contains(Duration.ofMillis(millis));
  }

  @Test
  void usualOnesAreSharedAndAllStayWhatTheyAre() {
    assertThat(Durations.shared(Duration.ofSeconds(10)))
        .isSameAs(Durations.shared(Duration.ofMillis(10_000)));
    for (int millis = 0; millis < 100_000; millis += 50) {
      assertThat(Durations.shared(Duration.ofMillis(millis))).hasMillis(millis);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "30",
        "s",
        "-5s",
        "5 s",
        "1.5s",
        "5S",
        "PT-5S",
        "PT0.0001S",
        "P1Y",
        "99999999999999d",
        "9999999999999d",
        "PT99999999999999999999S",
        "100ns",
        "NaN",
        "٣s"
      })
  void refusesWhatIsNoDuration(String text) {
    assertThat(Durations.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1MiB, 1048576, 1MiB",
    "1024KiB, 1048576, 1MiB",
    "500B, 500, 500B",
    "500, 500, 500B",
    "1 KiB, 1024, 1KiB",
    "1MB, 1000000, 1000000B",
    "2GiB, 2147483648, 2GiB"
  })
  void readsAndWritesSizes(String text, long bytes, String canonical) {
    assertThat(Sizes.parse(text)).hasValue(bytes);
    assertThat(Sizes.format(bytes)).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MiB", "-1", "1.5MiB", "1mib", "1TiB", "9999999999"})
  void refusesWhatIsNoSize(String text) {
    assertThat(Sizes.parse(text)).isEmpty();
  }
}
