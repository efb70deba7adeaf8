package io.probity.alert.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import io.probity.alert.ChannelFormat;
import io.probity.alert.EventType;
import io.probity.alert.Message;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FormatsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Formats formats =
      new Formats(Optional.of(URI.create("https://probity.example")), "i", new Templates());

  static Stream<Arguments> all() {
    return Arrays.stream(EventType.values())
        .flatMap(
            type ->
                Arrays.stream(ChannelFormat.values()).map(format -> Arguments.of(type, format)));
  }

  @ParameterizedTest
  @MethodSource("all")
  void makeTheSameJsonOfEveryEventEachTime(EventType type, ChannelFormat format) {
    Message message = Messages.of(type, format);
    Body body = formats.body(message);
    assertThat(json(body).isEmpty()).isFalse();
    assertThat(formats.body(message).bytes()).isEqualTo(body.bytes());
    assertThat(body.headers()).containsKey("content-type");
  }

  @ParameterizedTest
  @MethodSource("all")
  void makeDoWithAnEventThatSaysNothing(EventType type, ChannelFormat format) {
    Message full = Messages.of(type, format);
    Message empty =
        Messages.of(type, JsonNodeFactory.instance.objectNode(), full.channel(), List.of());
    assertThat(json(formats.body(empty)).isEmpty()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(EventType.class)
  void makeCloudEventsThatTheSdkReads(EventType type) throws IOException {
    Body body = formats.body(Messages.of(type, ChannelFormat.CLOUDEVENTS));
    assertThat(body.headers())
        .containsEntry("content-type", "application/cloudevents+json; charset=utf-8");
    CloudEvent event = new JsonFormat().deserialize(body.bytes());
    assertThat(event.getSpecVersion().toString()).isEqualTo("1.0");
    assertThat(event.getId()).isEqualTo(Messages.ID.toString());
    assertThat(event.getSource()).isEqualTo(URI.create("https://probity.example"));
    assertThat(event.getType()).isEqualTo("io.probity." + type.wireName());
    assertThat(event.getSubject()).isEqualTo(Messages.ENDPOINT_ID);
    assertThat(event.getTime()).isEqualTo(Messages.AT.atOffset(ZoneOffset.UTC));
    assertThat(event.getDataContentType()).isEqualTo("application/json");
    assertThat(JSON.readTree(event.getData().toBytes())).isEqualTo(Messages.data());
  }

  @Test
  void nameTheInstallationWhereItHasNoUrl() {
    Formats nowhere = new Formats(Optional.empty(), "0af1", new Templates());
    Message message = Messages.of(EventType.CHANNEL_TEST, ChannelFormat.CLOUDEVENTS);
    assertThat(json(nowhere.body(message)).path("source").textValue())
        .isEqualTo("urn:probity:0af1");
  }

  @Test
  void makeAlertsOfOutages() {
    JsonNode alerts = json(formats.body(Messages.of(EventType.ENDPOINT_DOWN, ALERTMANAGER)));
    assertThat(alerts).hasSize(1);
    JsonNode alert = alerts.get(0);
    assertThat(alert.path("labels").toString())
        .isEqualTo(
            "{\"alertname\":\"EndpointDown\",\"channel\":\"on call\",\"endpoint\":\"orders-api\","
                + "\"id\":\""
                + Messages.ENDPOINT_ID
                + "\",\"label_severity\":\"page\",\"on_call\":\"ann\",\"severity\":\"critical\","
                + "\"team\":\"payments\"}");
    assertThat(alert.at("/annotations/summary").textValue()).isEqualTo("Orders <API> is down");
    assertThat(alert.at("/annotations/description").textValue()).isEqualTo(Messages.HOSTILE);
    assertThat(alert.at("/annotations/class").textValue()).isEqualTo("assertion.body");
    assertThat(alert.path("startsAt").textValue()).isEqualTo("2026-11-22T11:19:30.000000Z");
    assertThat(alert.path("endsAt").textValue()).isEqualTo("2026-12-22T11:20:00.123456Z");
    assertThat(alert.path("generatorURL").textValue())
        .isEqualTo("https://probity.example/api/v1/endpoints/7");
  }

  @Test
  void endTheAlertThatTheyBegan() {
    ObjectNode up = Messages.data().put("state", "up").put("previousState", "down");
    up.put("downSeconds", 90).putNull("failure");
    JsonNode down = json(formats.body(Messages.of(EventType.ENDPOINT_DOWN, ALERTMANAGER)));
    JsonNode ended = alerts(EventType.ENDPOINT_UP, up);
    assertThat(ended).hasSize(1);
    assertThat(ended.get(0).path("labels")).isEqualTo(down.get(0).path("labels"));
    assertThat(ended.get(0).path("startsAt").textValue()).isEqualTo("2026-11-22T11:18:00.000000Z");
    assertThat(ended.get(0).path("endsAt").textValue()).isEqualTo("2026-11-22T11:20:00.123456Z");
  }

  @Test
  void knowAnEndpointWithoutAKeyByItsId() {
    ObjectNode data = Messages.data();
    ((ObjectNode) data.path("endpoint")).putNull("key");
    assertThat(alerts(EventType.ENDPOINT_DOWN, data).at("/0/labels/endpoint").textValue())
        .isEqualTo(Messages.ENDPOINT_ID);
  }

  @Test
  void letOneAlertTakeThePlaceOfAnother() {
    assertThat(names(EventType.ENDPOINT_DOWN, Messages.data().put("previousState", "degraded")))
        .containsExactly("EndpointDown firing", "EndpointDegraded resolved");
    assertThat(names(EventType.ENDPOINT_UP, Messages.data().put("state", "degraded")))
        .containsExactly("EndpointDown resolved", "EndpointDegraded firing");
    assertThat(names(EventType.ENDPOINT_UP, Messages.data().putNull("incidentId")))
        .containsExactly("EndpointDegraded resolved");
    assertThat(names(EventType.ENDPOINT_UP, certificateOnly().put("state", "degraded")))
        .as("the certificate has alerts of its own")
        .containsExactly("EndpointDown resolved");
    assertThat(names(EventType.ENDPOINT_REMINDER, Messages.data()))
        .containsExactly("EndpointDown firing");
    assertThat(names(EventType.CERTIFICATE_EXPIRED, Messages.data()))
        .containsExactly("CertificateExpired firing", "CertificateExpiring resolved");
    assertThat(names(EventType.CERTIFICATE_CHANGED, Messages.data()))
        .containsExactly(
            "CertificateChanged firing",
            "CertificateExpiring resolved",
            "CertificateExpired resolved");
    assertThat(names(EventType.PROBER_RECOVERED, Messages.data()))
        .containsExactly("MonitorImpaired resolved");
  }

  private static ObjectNode certificateOnly() {
    ObjectNode data = Messages.data();
    ((ObjectNode) data.path("failure")).put("class", "assertion.certificate");
    return data;
  }

  @Test
  void endFlappingByWhatTellsThatTheStateKeepsStill() {
    ObjectNode settled = Messages.data().put("previousState", "flapping");
    assertThat(names(EventType.ENDPOINT_FLAPPING, Messages.data()))
        .containsExactly("EndpointFlapping firing");
    assertThat(names(EventType.ENDPOINT_UP, settled.deepCopy().put("state", "up")))
        .containsExactly("EndpointDown resolved", "EndpointFlapping resolved");
    assertThat(names(EventType.ENDPOINT_DOWN, settled))
        .containsExactly(
            "EndpointDown firing", "EndpointDegraded resolved", "EndpointFlapping resolved");
  }

  @Test
  void makeTheVersion4BodyOfAlertmanagersReceivers() {
    JsonNode body =
        json(
            formats.body(Messages.of(EventType.ENDPOINT_DOWN, ChannelFormat.ALERTMANAGER_WEBHOOK)));
    assertThat(body.path("version").textValue()).isEqualTo("4");
    assertThat(body.path("groupKey").textValue()).isEqualTo("{}:{endpoint=\"orders-api\"}");
    assertThat(body.path("truncatedAlerts").intValue()).isZero();
    assertThat(body.path("status").textValue()).isEqualTo("firing");
    assertThat(body.path("receiver").textValue()).isEqualTo("on call");
    assertThat(body.path("groupLabels").toString()).isEqualTo("{\"endpoint\":\"orders-api\"}");
    assertThat(body.path("externalURL").textValue()).isEqualTo("https://probity.example");
    JsonNode alert = body.at("/alerts/0");
    assertThat(body.path("commonLabels")).isEqualTo(alert.path("labels"));
    assertThat(body.path("commonAnnotations")).isEqualTo(alert.path("annotations"));
    assertThat(alert.path("status").textValue()).isEqualTo("firing");
    assertThat(alert.path("endsAt").textValue()).isEqualTo("0001-01-01T00:00:00Z");
    // As Alertmanager 0.25 has it for the same labels.
    assertThat(alert.path("fingerprint").textValue()).isEqualTo("f29f5914764f10c8");
    JsonNode ended =
        json(formats.body(Messages.of(EventType.ENDPOINT_UP, ChannelFormat.ALERTMANAGER_WEBHOOK)));
    assertThat(ended.path("status").textValue()).isEqualTo("resolved");
    assertThat(ended.path("groupKey")).isEqualTo(body.path("groupKey"));
    assertThat(ended.at("/alerts/0/fingerprint")).isEqualTo(alert.path("fingerprint"));
    assertThat(ended.at("/alerts/0/endsAt").textValue()).isEqualTo("2026-11-22T11:20:00.123456Z");
  }

  @Test
  void tellSlackInWordsThatMentionNobody() {
    JsonNode body = json(formats.body(Messages.of(EventType.ENDPOINT_DOWN, ChannelFormat.SLACK)));
    assertThat(body.path("text").textValue())
        .isEqualTo(
            "Orders &lt;API&gt; is down: The target said \"&lt;!channel&gt; &amp; \\ {data.x}\""
                + " *run*.");
    assertThat(body.at("/blocks/0/text/text").textValue())
        .isEqualTo("*Orders &lt;API&gt; is down*");
    assertThat(body.at("/blocks/0/text/verbatim").booleanValue()).isTrue();
    assertThat(body.path("blocks").findValuesAsText("text"))
        .contains(
            "Since <!date^1795346370^{date_short_pretty}, {time_secs}|2026-11-22T11:19:30.000000Z>",
            "assertion.body",
            "https://orders.example.com/health?token=***",
            "<https://probity.example/api/v1/endpoints/7|Details>");
  }

  @Test
  void keepWithinWhatSlackTakes() {
    ObjectNode data = Messages.data();
    ((ObjectNode) data.path("failure")).put("detail", "&😀".repeat(3_000));
    ((ObjectNode) data.path("endpoint")).put("name", "&".repeat(3_000));
    Message message =
        Messages.of(
            EventType.ENDPOINT_DOWN, data, Messages.spec(ChannelFormat.SLACK, null), List.of());
    for (JsonNode text : json(formats.body(message)).findValues("text")) {
      assertThat(text.asText().length()).isLessThan(5_010);
    }
    for (JsonNode text : json(formats.body(message)).path("blocks").findValues("text")) {
      assertThat(text.asText().length()).isLessThanOrEqualTo(3_000);
    }
  }

  @Test
  void fillTemplatesWithTheEvent() {
    String template =
        """
        {"content": "{summary}: {detail}", "id": "{id}", "labels": {data.endpoint.labels},
         "who": [{#for l in data.endpoint.labels}"{l.value}"{#if l_hasNext}, {/if}{/for}]}
        """;
    Message message =
        Messages.of(EventType.ENDPOINT_DOWN, Messages.spec(ChannelFormat.TEMPLATE, template));
    JsonNode body = json(formats.body(message));
    assertThat(body.path("content").textValue())
        .isEqualTo("Orders <API> is down: " + Messages.HOSTILE);
    assertThat(body.path("id").textValue()).isEqualTo(Messages.ID.toString());
    assertThat(body.path("labels")).isEqualTo(Messages.data().at("/endpoint/labels"));
    assertThat(body.path("who").toString()).isEqualTo("[\"payments\",\"ann\",\"page\"]");
  }

  private static final ChannelFormat ALERTMANAGER = ChannelFormat.ALERTMANAGER;

  private List<String> names(EventType type, ObjectNode data) {
    return Stream.iterate(0, i -> i + 1)
        .limit(alerts(type, data).size())
        .map(i -> alerts(type, data).get(i))
        .map(
            alert ->
                alert.at("/labels/alertname").textValue()
                    + (Instant.parse(alert.path("endsAt").textValue()).isAfter(Messages.AT)
                        ? " firing"
                        : " resolved"))
        .toList();
  }

  private JsonNode alerts(EventType type, ObjectNode data) {
    return json(
        formats.body(Messages.of(type, data, Messages.spec(ALERTMANAGER, null), List.of())));
  }

  private static JsonNode json(Body body) {
    try {
      return JSON.readTree(body.bytes());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
