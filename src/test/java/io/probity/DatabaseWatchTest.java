package io.probity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.db.Db;
import io.probity.testing.SwitchableDataSource;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class DatabaseWatchTest {
  private final SwitchableDataSource source =
      new SwitchableDataSource(TestPostgres.freshDataSource());
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private DatabaseWatch watch(InstantSource clock) {
    DatabaseWatch watch = new DatabaseWatch(new Db(source), clock, registry);
    watch.show();
    watch.tick();
    return watch;
  }

  private double shown(String name) {
    return registry.get("probity.database." + name).gauge().value();
  }

  @Test
  void showsThatItAnswersAndHowItsClockDiffers() {
    watch(() -> InstantSource.system().instant().minus(Duration.ofSeconds(40)));
    assertThat(shown("up")).isEqualTo(1);
    assertThat(shown("clock.offset")).isCloseTo(40, within(1.0));
    assertThat(shown("answer")).isBetween(1e-6, 5.0);
  }

  @Test
  void knowsNothingOfTheClockWhileTheDatabaseIsAway() {
    source.setAway(true);
    DatabaseWatch watch = watch(InstantSource.system());
    assertThat(shown("up")).isZero();
    assertThat(shown("clock.offset")).isNaN();
    assertThat(shown("answer")).isNaN();
    source.setAway(false);
    watch.tick();
    assertThat(shown("up")).isEqualTo(1);
    assertThat(shown("clock.offset")).isCloseTo(0, within(1.0));
  }
}
