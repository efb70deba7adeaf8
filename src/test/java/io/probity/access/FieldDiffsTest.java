package io.probity.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.db.Snapshot;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldDiffsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void namesOnlyTheFieldsThatDiffer() {
    assertThat(
            FieldDiffs.between(
                of("{'a': 1, 'in': {'x': 'old', 'y': 2}, 'list': [1]}"),
                of("{'a': 1, 'in': {'x': 'new', 'y': 2}, 'list': [1, 2]}")))
        .isEqualTo(
            json(
                """
                [{'pointer': '/in/x', 'before': 'old', 'after': 'new'},
                 {'pointer': '/list', 'before': [1], 'after': [1, 2]}]
                """));
  }

  @Test
  void leavesOutWhatANewThingDoesNotHave() {
    assertThat(FieldDiffs.between(null, of("{'a': 1, 'none': null, 'empty': {}}")))
        .isEqualTo(json("[{'pointer': '/a', 'before': null, 'after': 1}]"));
    assertThat(FieldDiffs.between(of("{'a': 1}"), null))
        .isEqualTo(json("[{'pointer': '/a', 'before': 1, 'after': null}]"));
  }

  @Test
  void tellsThatASecretChangedAndNeverWhich() {
    Snapshot before =
        new Snapshot(json("{'s': 'one', 't': 'x'}"), json("{'s': '***', 't': '***'}"), Map.of());
    Snapshot after =
        new Snapshot(json("{'s': 'two', 't': 'x'}"), json("{'s': '***', 't': '***'}"), Map.of());
    assertThat(FieldDiffs.between(before, after))
        .isEqualTo(json("[{'pointer': '/s', 'before': '***', 'after': '***'}]"));
    assertThat(before.toString()).doesNotContain("one");
  }

  @Test
  void showsAFieldThatBecomesAnotherKindOfThingAsOne() {
    assertThat(FieldDiffs.between(of("{'a/b': {'x': 1}}"), of("{'a/b': 'text'}")))
        .isEqualTo(json("[{'pointer': '/a~1b', 'before': {'x': 1}, 'after': 'text'}]"));
  }

  @Test
  void cutsWhatIsTooLong() {
    JsonNode diff = FieldDiffs.between(null, of("{'a': '" + "x".repeat(1_001) + "'}"));
    assertThat(diff.at("/0/after").textValue()).hasSize(1_001).endsWith("x…");
  }

  private static Snapshot of(String fields) {
    return Snapshot.of(json(fields), Map.of());
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
