package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class DirectMetersTest {
  @Test
  void aCompositeOfOneIsPassedByAndEveryOtherRegistryIsItself() {
    SimpleMeterRegistry only = new SimpleMeterRegistry();
    CompositeMeterRegistry composite = new CompositeMeterRegistry();
    assertThat(DirectMeters.of(only)).isSameAs(only);
    assertThat(DirectMeters.of(composite)).as("of none yet").isSameAs(composite);
    composite.add(only);
    assertThat(DirectMeters.of(composite)).isSameAs(only);
    CompositeMeterRegistry outer = new CompositeMeterRegistry();
    outer.add(composite);
    assertThat(DirectMeters.of(outer)).isSameAs(only);
    composite.add(new SimpleMeterRegistry());
    assertThat(DirectMeters.of(composite)).isSameAs(composite);
  }

  @Test
  void whatIsCountedDirectlyIsTheSameMeterAsThatOfTheComposite() {
    SimpleMeterRegistry only = new SimpleMeterRegistry();
    CompositeMeterRegistry composite = new CompositeMeterRegistry();
    composite.add(only);
    DirectMeters.of(composite).counter("probity.test").increment(2);
    composite.counter("probity.test").increment();
    assertThat(composite.counter("probity.test").count()).isEqualTo(3);
  }
}
