package io.probity.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.check.EndpointPool.Known;
import io.probity.probe.OpenConnections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PoolFactsTest {
  @Test
  void tellsOfEachOrigin() {
    assertThat(
            PoolFacts.of(
                new Known(
                    true,
                    null,
                    List.of(
                        new OpenConnections("https://a.test", 1, 0, 65_000, 1_200),
                        new OpenConnections("http://b.test:81", 0, 2, 900, 1)))))
        .containsExactly(
            new Fact(
                "Open to https://a.test",
                "1 idle, 0 in use; the oldest is 1 min 5 s old, the busiest has carried 1,200 requests"),
            new Fact(
                "Open to http://b.test:81",
                "0 idle, 2 in use; the oldest is 0 s old, the busiest has carried one request"));
  }

  @Test
  void saysWhyThereAreNone() {
    assertThat(PoolFacts.of(new Known(true, null, List.of())).get(0).value()).isEqualTo("none");
    assertThat(PoolFacts.of(new Known(true, null, null)).get(0).value()).contains("too busy");
    UUID member = new UUID(0, 7);
    assertThat(PoolFacts.of(new Known(false, member, List.of())).get(0).value())
        .contains("Replica " + member);
    assertThat(PoolFacts.of(new Known(false, null, List.of())).get(0).value())
        .contains("No replica");
  }
}
