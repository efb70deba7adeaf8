package io.probity.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TellingHeadersTest {
  private static Response with(Map<String, List<String>> headers) {
    return new Response(200, HttpVersion.HTTP_1_1, headers, 0, new byte[0]);
  }

  @Test
  void keepsWhatTellsAServerFromAnother() {
    Response response =
        with(
            Map.of(
                "date", List.of("Mon, 23 Nov 2026 09:00:00 GMT"),
                "via", List.of("1.1 a", "1.1 b"),
                "server", List.of("nginx"),
                "location", List.of("https://user:pass@x.test/?token=secret")));
    assertThat(TellingHeaders.of(response))
        .containsExactly(
            Map.entry("server", "nginx"),
            Map.entry("via", "1.1 a, 1.1 b"),
            Map.entry("location", "https://x.test/?token=***"));
    assertThat(TellingHeaders.of(null)).isEmpty();
  }

  @Test
  void theSameHeadersAreTheSameObject() {
    Map<String, String> before =
        TellingHeaders.of(with(Map.of("server", List.of("nginx"), "date", List.of("one day"))));
    Response same = with(Map.of("server", List.of("nginx"), "date", List.of("another")));
    assertThat(TellingHeaders.of(same, before)).isSameAs(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"server", "via"})
  void aChangedOneAndANewOneAreNoticed(String name) {
    Map<String, String> before = TellingHeaders.of(with(Map.of("server", List.of("nginx"))));
    Map<String, List<String>> headers = new HashMap<>(Map.of("server", List.of("nginx")));
    headers.put(name, List.of("caddy"));
    Response changed = with(headers);
    assertThat(TellingHeaders.of(changed, before)).containsEntry(name, "caddy");
  }

  @Test
  void aMissingOneIsNoticed() {
    Map<String, String> before = TellingHeaders.of(with(Map.of("server", List.of("nginx"))));
    assertThat(TellingHeaders.of(with(Map.of()), before)).isEmpty();
    assertThat(TellingHeaders.of(null, before)).isEmpty();
  }
}
