package io.probity.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1_000",
        "1:30",
        "0x1F",
        "0b11",
        "017",
        "0o17",
        "1e3",
        "+1",
        "-1.5",
        ".5",
        ".inf",
        "-.INF",
        ".nan",
        "~",
        "=",
        "<<",
        "on",
        "Off",
        "yes",
        "n",
        "null",
        "true",
        "2026-11-22",
        "",
        " a",
        "a: b",
        "# a",
        "- a",
        "30s",
        "a\nb",
        "2026-11-22T11:20:00Z",
        "*a",
        "&a",
        "!a",
        "%a",
        "@a"
      })
  void textsStayTextsInYaml(String text) throws IOException {
    ObjectNode document = JsonNodeFactory.instance.objectNode().put("k", text).put("z" + text, 1);
    byte[] yaml = Documents.yaml(document);
    assertThat(Documents.read(yaml, true)).as(new String(yaml, UTF_8)).isEqualTo(document);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1_000", "0x1F", "1:30", ".inf", "~", "017", "1e3", "2026-11-22"})
  void quotesWhatOtherReadersTakeForNumbers(String text) throws IOException {
    byte[] yaml = Documents.yaml(JsonNodeFactory.instance.objectNode().put("k", text));
    assertThat(new String(yaml, UTF_8)).isEqualTo("k: \"" + text + "\"\n");
  }

  @Test
  void leavesDurationsAndSizesBare() throws IOException {
    byte[] yaml =
        Documents.yaml(JsonNodeFactory.instance.objectNode().put("a", "30s").put("b", "1MiB"));
    assertThat(new String(yaml, UTF_8)).isEqualTo("a: 30s\nb: 1MiB\n");
  }

  @Test
  void wordsThatYaml11TakesForBooleansAreTexts() throws IOException {
    JsonNode read = Documents.read("a: off\nb: true\n".getBytes(UTF_8), true);
    assertThat(read.get("a").textValue()).isEqualTo("off");
    assertThat(read.get("b").isBoolean()).isTrue();
  }

  @Test
  void refusesWhatIsDeeperOrLongerThanAnythingHere() throws IOException {
    assertThat(Documents.read(nested(100), false).isArray()).isTrue();
    assertThatThrownBy(() -> Documents.read(nested(101), false))
        .isInstanceOf(Unparseable.class)
        .hasMessageContaining("nested too deeply");
    assertThatThrownBy(() -> Documents.read(nested(101), true)).isInstanceOf(Unparseable.class);
    byte[] text = ("\"" + "x".repeat((4 << 20) + 1) + "\"").getBytes(UTF_8);
    assertThatThrownBy(() -> Documents.read(text, false))
        .isInstanceOf(Unparseable.class)
        .hasMessageContaining("too long");
  }

  private static byte[] nested(int depth) {
    return ("[".repeat(depth) + "]".repeat(depth)).getBytes(UTF_8);
  }

  @Test
  void refusesAliases() {
    assertThatThrownBy(() -> Documents.read("a: &x 1\nb: *x\n".getBytes(UTF_8), true))
        .isInstanceOf(Unparseable.class)
        .hasMessageContaining("line 2");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void keepsNumbersAsTheyWereWritten(boolean yaml) throws IOException {
    JsonNode read = Documents.read("{\"n\": 12345678901234567890123.10}".getBytes(UTF_8), yaml);
    assertThat(read.get("n").decimalValue()).isEqualByComparingTo("12345678901234567890123.10");
    assertThat(read.toString()).contains("12345678901234567890123.10");
  }
}
