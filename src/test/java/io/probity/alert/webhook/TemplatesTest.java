package io.probity.alert.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplatesTest {
  private final Templates templates = new Templates();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\": \"{data.text}\"} | {\"a\": \"say \\\"hi\\\" & \\\\ \\n<b>\"}",
        "{\"a\": {data.text.json}} | {\"a\": \"say \\\"hi\\\" & \\\\ \\n<b>\"}",
        "{data.number} {data.flag} {data.number.json} | 7 true 7",
        "[{data.nothing}] [{data.none.deeper}] {data.nothing.json} {data.none.json} | [] [] null null",
        "{data.labels} | {\"team\":\"payments\",\"env\":\"prod\"}",
        "{data.list} {data.list.json} {data.list.size} {data.list.1} | [\"x\",\"y\"] [\"x\",\"y\"] 2 y",
        "{data.nothing ?: 'else'} {data.none or 'other'} {data.flag ? 'yes' : 'no'} | else other yes",
        "{#if data.number > 6 && data.flag}big{#else}small{/if} | big",
        "{#if data.none}there{#else if data.nothing}null{#else}neither{/if} | neither",
        "{#if data.labels.team == 'payments'}ours{/if} | ours",
        "{#let n=data.number}{n}{/let} | 7",
        "{#for x in data.list}{x_index}{x}{#if x_hasNext},{/if}{/for} | 0x,1y",
        "{#for l in data.labels}{l.key}={l.value}{#if l_hasNext} {/if}{/for} | team=payments env=prod",
        "{#each data.list}{it}{it_count}{/each} | x1y2",
        "{#for x in data.none}{x}{#else}nobody{/for} | nobody",
        "{#for x in data.objects}{x.name} {data.number} {x.none};{/for} | A 7 ;B 7 ;",
        "{#for x in data.list}{#for y in data.list}{x}{y} {/for}{/for}. | xx xy yx yy .",
        "{#for x in 1000000000}{x}{#else}numbers are no lists{/for} | numbers are no lists",
        "a{! nothing !}b | ab"
      })
  void makeOfValuesWhatTheySay(String template, String text) {
    assertThat(render(template)).isEqualTo(text);
  }

  @Test
  void escapeAsTheMediaTypeAsks() {
    assertThat(templates.render("t={data.text}", Escaping.of("text/plain"), values()))
        .isEqualTo("t=say \"hi\" & \\ \n<b>");
    assertThat(
            templates.render(
                "t={data.text}", Escaping.of("application/x-www-form-urlencoded"), values()))
        .isEqualTo("t=say+%22hi%22+%26+%5C+%0A%3Cb%3E");
    assertThat(render("{data.text.raw}")).isEqualTo("say \"hi\" & \\ \n<b>");
    assertThat(Escaping.of("application/vnd.x+JSON; charset=utf-8")).isEqualTo(Escaping.JSON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{data.class}",
        "{data.text.class.name}",
        "{data.getClass()}",
        "{data.text.getClass.forName('java.lang.Runtime')}",
        "{data.text.length}",
        "{data.list.getClass}",
        "{data.labels.entrySet.class}",
        "{engine}{template}{this.class}",
        "{data.text.repeat(1000000000)}"
      })
  void reachNothingButTheEvent(String template) {
    assertThat(render(template)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{#if data.flag}x | Line 1: ",
        "a¶{#if data.flag}x{/for} | Line 2: ",
        "¶{#include other /} | Line 2: ",
        "{#insert body}{/insert} | Line 1: ",
        "{#fragment id=a}{/fragment} | Line 1: ",
        "{#eval data.text /} | Line 1: ",
        "{#cached}{/cached} | Line 1: ",
        "{#nosuch}{/nosuch} | Line 1: ",
        "{inject:bean.name} | Line 1: ",
        "{cdi:bean} | Line 1: ",
        "{config:secret} | Line 1: ",
        "{str:eval(data.text)} | Line 1: ",
        "{data.list.(} | Line 1: ",
        "{data.a(} | Line 1: "
      })
  void areRefusedWithTheLineIfTheyDoNotCompile(String template, String start) {
    String refused = templates.refusal(template.replace("¶", "\n"));
    assertThat(refused).isNotNull().startsWith(start).doesNotContain("\n");
  }

  @Test
  void areTakenIfTheyCompile() {
    assertThat(templates.refusal("{\"a\": \"{data.x}\", \"b\": [{#for x in y}{x}{/for}]}"))
        .isNull();
  }

  @Test
  void areStoppedWhenTheyTakeTooMuch() {
    String loops = "{#for a in data.many}".repeat(3) + "%s" + "{/for}".repeat(3);
    assertStopped(String.format(loops, ""), "rounds");
    assertStopped("{#for a in data.many}" + "x".repeat(3_000) + "{/for}", "characters");
    assertStopped("x".repeat(262_145), "characters");
    assertThat(render("x".repeat(262_144))).hasSize(262_144);
  }

  @Test
  void areStoppedOrRenderedHoweverDeepTheyAre() {
    for (String deep :
        List.of(
            "{#if data.flag}".repeat(800) + "x" + "{/if}".repeat(800),
            "{data" + ".a".repeat(8_000) + "}",
            "{#if " + "(".repeat(5_000) + "data.flag" + ")".repeat(5_000) + "}x{/if}")) {
      try {
        assertThat(render(deep)).isIn("x", "");
      } catch (UnfitTemplate e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }

  private void assertStopped(String template, String why) {
    assertThatThrownBy(() -> render(template))
        .isInstanceOf(UnfitTemplate.class)
        .hasMessageContaining(why);
  }

  private String render(String template) {
    return templates.render(template, Escaping.JSON, values());
  }

  private static Map<String, Object> values() {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("text", "say \"hi\" & \\ \n<b>");
    data.put("number", 7);
    data.put("flag", true);
    data.put("nothing", null);
    Map<String, Object> labels = new LinkedHashMap<>();
    labels.put("team", "payments");
    labels.put("env", "prod");
    data.put("labels", labels);
    data.put("list", List.of("x", "y"));
    data.put("objects", List.of(Map.of("name", "A"), Map.of("name", "B")));
    List<Object> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add(i);
    }
    data.put("many", many);
    return Map.of("data", data);
  }
}
