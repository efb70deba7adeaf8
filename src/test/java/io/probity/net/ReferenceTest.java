package io.probity.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {
  private static final String KEY = "probity.monitor.references";

  @ParameterizedTest
  @CsvSource({
    "https://One.example/path?q=1, one.example:443",
    "http://one.example, one.example:80",
    "HTTPS://one.example:8443/, one.example:8443",
    "one.example:53, one.example:53",
    "9.9.9.9:53, 9.9.9.9:53",
    "[2620:fe::fe]:53, [2620:fe::fe]:53",
    "https://[2620:fe::fe]/, [2620:fe::fe]:443"
  })
  void readsUrlsAndHostsWithPorts(String text, String read) {
    assertThat(Reference.parse(text, KEY)).hasToString(read);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "one.example",
        "one.example:0",
        "one.example:65536",
        "one.example:http",
        ":53",
        "ftp://one.example/",
        "https://user:secret@one.example/",
        "user@one.example:53",
        "one.example:53/path",
        "https:///path",
        "127.1:53",
        "bad host:53"
      })
  void refusesNonsenseInASentenceThatNamesTheKey(String text) {
    assertThatThrownBy(() -> Reference.parse(text, KEY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(KEY, "'" + text + "'");
  }
}
