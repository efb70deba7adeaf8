package io.probity.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.probe.HttpVersion;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeepAliveTest {
  private static final int YEAR = 31_536_000;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          HTTP_1_1 | close               | 0
          HTTP_1_1 | ' Close '           | 0
          HTTP_1_1 | upgrade, CLOSE      | 0
          HTTP_1_1 | keep-alive          | 31536000
          HTTP_1_1 | closed              | 31536000
          HTTP_1_0 | keep-alive          | 31536000
          HTTP_1_0 | x ,Keep-Alive       | 31536000
          HTTP_1_0 | upgrade             | 0
          HTTP_2   | close               | 31536000
          """)
  void aConnectionPersistsAsItsVersionAndFieldSay(
      HttpVersion version, String connection, int seconds) {
    assertThat(KeepAlive.seconds(head(200, version, Map.of("connection", connection))))
        .isEqualTo(seconds);
  }

  @Test
  void withoutAWordOfTheServerItDependsOnTheVersion() {
    assertThat(KeepAlive.seconds(head(200, HttpVersion.HTTP_1_1, Map.of()))).isEqualTo(YEAR);
    assertThat(KeepAlive.seconds(head(200, HttpVersion.HTTP_1_0, Map.of()))).isZero();
  }

  @Test
  void aServerThatSwitchedProtocolsSpeaksHttpNoLonger() {
    assertThat(KeepAlive.seconds(head(101, HttpVersion.HTTP_1_1, Map.of()))).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          timeout=5            | 5
          max=100, Timeout=75  | 75
          timeout=0            | 0
          timeout=-1           | 31536000
          timeout=9999999      | 31536000
          max=100              | 31536000
          """)
  void itLastsAsLongAsTheServerSays(String field, int seconds) {
    assertThat(KeepAlive.seconds(head(200, HttpVersion.HTTP_1_1, Map.of("keep-alive", field))))
        .isEqualTo(seconds);
  }

  private static ResponseHead head(int status, HttpVersion version, Map<String, String> fields) {
    return ResponseHead.of(status, version, fields.entrySet().iterator());
  }

  @Test
  void aFieldThatComesTwiceKeepsBothValuesInTheirOrder() {
    ResponseHead head =
        ResponseHead.of(
            200,
            HttpVersion.HTTP_1_1,
            List.of(
                    Map.entry("Set-Cookie", "a=1"),
                    Map.entry("Server", "x"),
                    Map.entry("set-cookie", "b=2"),
                    Map.entry("SET-COOKIE", "c=3"))
                .iterator());

    assertThat(head.headers())
        .containsExactly(
            Map.entry("set-cookie", List.of("a=1", "b=2", "c=3")),
            Map.entry("server", List.of("x")));
  }
}
