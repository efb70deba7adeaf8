package io.probity.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssertionRowTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'source': 'status', 'in': ['2xx', '304'] | status | `` | in | 2xx, 304",
        "'source': 'header', 'name': 'Via', 'exists': false | header | Via | exists | false",
        "'source': 'body', 'notContains': '5' | body | `` | notContains | 5",
        "'source': 'json', 'path': '$.a', 'equals': 'UP' | json | $.a | equals | UP",
        "'source': 'json', 'path': '$.a', 'equals': '5' | json | $.a | equals | \"5\"",
        "'source': 'json', 'path': '$.a', 'equals': 'true' | json | $.a | equals | \"true\"",
        "'source': 'json', 'path': '$.a', 'equals': true | json | $.a | equals | true",
        "'source': 'json', 'path': '$.a', 'equals': null | json | $.a | equals | null",
        "'source': 'json', 'path': '$.a', 'notEquals': {'b': [1]} | json | $.a | notEquals | {\"b\":[1]}",
        "'source': 'json', 'path': '$.a', 'lessThan': 2.5 | json | $.a | lessThan | 2.5",
        "'source': 'latency', 'below': '800ms' | latency | `` | below | 800ms",
        "'source': 'certificate', 'validFor': null | certificate | `` | validFor | ``",
      })
  void isWrittenAsPeopleDo(
      String assertion, String source, String subject, String test, String value) {
    String list = "{\"all\": [{" + assertion.replace('\'', '"') + "}]}";
    assertThat(AssertionRow.of(FormSamples.json(list).path("all")))
        .containsExactly(new AssertionRow(source, subject, test, value, "down"));
  }
}
