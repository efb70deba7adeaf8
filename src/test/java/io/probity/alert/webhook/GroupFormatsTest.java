package io.probity.alert.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.alert.ChannelFormat;
import io.probity.alert.ChannelSpec;
import io.probity.alert.EventType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupFormatsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Formats formats = new Formats(Optional.empty(), "i", new Templates());

  /** A group of so many members, of which at most 100 are listed. */
  private static ObjectNode group(int count, String state, String reason) {
    ObjectNode data = JSON.createObjectNode();
    data.put("state", state).put("count", count).put("since", "2026-11-22T11:19:30.000000Z");
    data.putObject("cause").put("text", "connect.timeout in the network 198.51.0.0/16");
    ArrayNode members = data.putArray("members");
    for (int i = 1; i <= Math.min(100, count); i++) {
      ObjectNode member = Messages.data();
      ObjectNode endpoint = (ObjectNode) member.path("endpoint");
      endpoint.put("id", "id-" + i).put("key", "key-" + i).put("name", "Orders <" + i + ">");
      member.put("at", "2026-11-22T11:19:59.000000Z").put("state", state).put("reason", reason);
      member.put("downSeconds", 60);
      members.add(member);
    }
    return data;
  }

  private JsonNode body(ObjectNode group, ChannelSpec channel) {
    try {
      return JSON.readTree(
          formats
              .body(Messages.of(EventType.ENDPOINT_DOWN_GROUP, group, channel, List.of()))
              .bytes());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private JsonNode body(ObjectNode group, ChannelFormat format) {
    return body(group, Messages.spec(format, null));
  }

  @Test
  void tellSlackHowManyAndWhyAndNameTheFirstTen() {
    JsonNode body = body(group(250, "down", ""), ChannelFormat.SLACK);
    assertThat(body.at("/blocks/0/text/text").textValue())
        .isEqualTo("*250 more endpoints are down: connect.timeout in the network 198.51.0.0/16*");
    String names = body.at("/blocks/1/text/text").textValue();
    assertThat(names.lines())
        .hasSize(11)
        .startsWith("• Orders &lt;1&gt;")
        .endsWith("• Orders &lt;10&gt;", "• and 240 more");
    assertThat(body.path("text").textValue())
        .startsWith("250 more endpoints are down: connect.timeout")
        .endsWith("Orders &lt;10&gt;, and 240 more");
  }

  @Test
  void keepWithinWhatSlackTakes() {
    ObjectNode group = group(20, "down", "");
    group
        .path("members")
        .forEach(each -> ((ObjectNode) each.path("endpoint")).put("name", "&".repeat(200)));
    for (JsonNode text : body(group, ChannelFormat.SLACK).path("blocks").findValues("text")) {
      assertThat(text.asText().length()).isLessThanOrEqualTo(3_000);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "recovered, 3 more endpoints are up again",
    "paused, 3 more endpoints were paused while they were down",
    "mixed, 3 more outages are over"
  })
  void sayHowTheOutagesEnded(String reason, String words) {
    ObjectNode group = group(3, "up", reason);
    if (reason.equals("mixed")) {
      ((ObjectNode) group.at("/members/1")).put("reason", "deleted");
    }
    assertThat(body(group, ChannelFormat.SLACK).at("/blocks/0/text/text").textValue())
        .isEqualTo("*" + words + ": connect.timeout in the network 198.51.0.0/16*");
  }

  @Test
  void setAnAlertForEachMemberAndEndTheSame() {
    JsonNode down = body(group(100, "down", ""), ChannelFormat.ALERTMANAGER);
    JsonNode up = body(group(100, "up", "recovered"), ChannelFormat.ALERTMANAGER);
    assertThat(down).hasSize(100);
    assertThat(down.findValuesAsText("alertname")).containsOnly("EndpointDown");
    assertThat(down.findValuesAsText("endpoint"))
        .doesNotHaveDuplicates()
        .contains("key-1", "key-100");
    assertThat(down.findValuesAsText("endsAt")).containsOnly("2026-12-22T11:19:59.000000Z");
    assertThat(up.findValuesAsText("endsAt")).containsOnly("2026-11-22T11:19:59.000000Z");
    assertThat(up.findValues("labels")).isEqualTo(down.findValues("labels"));
    assertThat(down.at("/0/annotations/summary").textValue()).isEqualTo("Orders <1> is down");
  }

  @Test
  void endTheDegradationOfAMemberThatWentDown() {
    ObjectNode group = group(2, "down", "");
    ((ObjectNode) group.at("/members/1")).put("previousState", "degraded");
    assertThat(body(group, ChannelFormat.ALERTMANAGER).findValuesAsText("alertname"))
        .containsExactly("EndpointDown", "EndpointDown", "EndpointDegraded");
  }

  @Test
  void tellReceiversOfAnAlertmanagerWhatTheAlertsHaveInCommon() {
    JsonNode down = body(group(3, "down", ""), ChannelFormat.ALERTMANAGER_WEBHOOK);
    assertThat(down.path("groupLabels").toString()).isEqualTo("{\"alertname\":\"EndpointDown\"}");
    assertThat(down.path("commonLabels").has("endpoint")).isFalse();
    assertThat(down.path("status").textValue()).isEqualTo("firing");
    assertThat(down.path("alerts")).hasSize(3);
    JsonNode up = body(group(3, "up", "recovered"), ChannelFormat.ALERTMANAGER_WEBHOOK);
    assertThat(up.path("status").textValue()).isEqualTo("resolved");
    List<String> fired = new ArrayList<>(down.findValuesAsText("fingerprint"));
    assertThat(up.findValuesAsText("fingerprint")).isEqualTo(fired).doesNotHaveDuplicates();
  }

  @Test
  void letTemplatesNameTheMembers() {
    String template =
        "[{#for m in data.members}{m.endpoint.name.json}{#if m_hasNext},{/if}{/for}, {summary.json}]";
    assertThat(
            body(group(2, "down", ""), Messages.spec(ChannelFormat.TEMPLATE, template)).toString())
        .isEqualTo(
            "[\"Orders <1>\",\"Orders <2>\",\"2 more endpoints are down: connect.timeout in the"
                + " network 198.51.0.0/16\"]");
  }
}
