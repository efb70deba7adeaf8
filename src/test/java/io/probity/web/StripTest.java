package io.probity.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.history.LastDay;
import io.probity.history.LastDay.Stretch;
import io.probity.web.Strip.Bar;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StripTest {
  private static final Instant FROM = Instant.parse("2026-11-21T00:00:00Z");
  private static final Instant UNTIL = FROM.plus(Duration.ofDays(1));

  private static Strip strip(String uptime, Stretch... stretches) {
    return Strip.of(
        new LastDay(
            FROM, UNTIL, List.of(stretches), uptime == null ? null : new BigDecimal(uptime)));
  }

  private static Stretch stretch(String state, int fromMinutes, int untilMinutes) {
    return new Stretch(
        state,
        FROM.plus(Duration.ofMinutes(fromMinutes)),
        FROM.plus(Duration.ofMinutes(untilMinutes)));
  }

  @Test
  void anHourIsTenUnitsWide() {
    Strip strip = strip("0.916666", stretch("down", 0, 120), stretch("up", 120, 1_440));
    assertThat(strip.bars())
        .containsExactly(new Bar("up", "20.0", "220.0"), new Bar("down", "0.0", "20.0"));
    assertThat(strip.words()).isEqualTo("91.66 % up; down 2 h");
    assertThat(strip.uptime()).isEqualTo("91.66 %");
  }

  @Test
  void aShortOutageIsWideEnoughToBeSeenAndStaysWithinTheStrip() {
    Strip strip = strip("0.999305", stretch("up", 0, 1_439), stretch("down", 1_439, 1_440));
    assertThat(strip.bars()).last().isEqualTo(new Bar("down", "238.5", "1.5"));
    assertThat(strip.words()).isEqualTo("99.93 % up; down 1 min");
  }

  @Test
  void whatIsYoungerBeginsLater() {
    assertThat(strip("1", stretch("up", 720, 1_440)).bars())
        .containsExactly(new Bar("up", "120.0", "120.0"));
  }

  @Test
  void saysSoWhereNothingIsKnown() {
    assertThat(strip(null).words()).isEqualTo("nothing is known yet");
    assertThat(strip(null, stretch("unknown", 0, 1_440)).words()).isEqualTo("unknown 1 d");
    assertThat(strip(null, stretch("paused", 0, 60)).words()).isEqualTo("paused 1 h");
  }
}
