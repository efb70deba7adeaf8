package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.endpoint.Endpoint;
import io.probity.testing.Samples;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbedTest {
  @ParameterizedTest
  @CsvSource({
    "https://a.test/x, https://a.test:443",
    "https://a.test:443/y?z=1, https://a.test:443",
    "http://a.test, http://a.test:80",
    "http://[::1]:8080/, http://[::1]:8080"
  })
  void anOriginHasItsPortWhetherOrNotItIsWritten(String url, String origin) {
    Endpoint like = Samples.endpoint(1, "GET");
    Endpoint endpoint =
        new Endpoint(
            1,
            like.publicId(),
            1,
            1,
            Samples.AT,
            Samples.AT,
            Samples.orders("k", "n", url, Map.of()));
    assertThat(Probed.originOf(endpoint)).isEqualTo(origin);
  }
}
