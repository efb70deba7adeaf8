package io.probity.convert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.convert.Conversion.Kind;
import io.probity.convert.Conversion.Note;
import io.probity.endpoint.EndpointCodec;
import io.probity.endpoint.EndpointSpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatusConversionTest {
  private static final EndpointCodec CODEC =
      new EndpointCodec(() -> Duration.ofSeconds(1), host -> null);

  /** Every kind of condition; 100 endpoints take them in turn. */
  private static final List<String> CONDITIONS =
      List.of(
          "[STATUS] == 200",
          "[STATUS] == any(200, 429)",
          "[STATUS] < 300",
          "[STATUS] <= 404",
          "[STATUS] != 500",
          "[STATUS] == pat(2*)",
          "[RESPONSE_TIME] < 500",
          "[CERTIFICATE_EXPIRATION] > 48h",
          "[CONNECTED] == true",
          "[BODY] == pat(*healthy*)",
          "[BODY] != pat(*error*)",
          "[BODY] == pong (1.0)",
          "[BODY] == any(UP, OK)",
          "[BODY].status == UP",
          "[BODY].status == any(UP, OK)",
          "[BODY].name == pat(john*)",
          "[BODY].data.count == 3",
          "[BODY].data.count >= 3",
          "[BODY][0].id != 1",
          "len([BODY].items) > 0",
          "len([BODY]) > 5",
          "has([BODY].errors) == false",
          "[IP] == 127.0.0.1",
          "[DOMAIN_EXPIRATION] > 720h",
          "[RESPONSE_TIME] > 5");

  private static Conversion convert(String text) {
    return GatusConversion.read(text.getBytes(UTF_8));
  }

  private static JsonNode assertions(String condition) {
    return convert(
            "endpoints: [{name: n, url: 'https://h.example/', conditions: ['%s']}]"
                .formatted(condition))
        .endpoints()
        .get(0)
        .path("assertions");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[STATUS] == 200 | {'source':'status','in':['200']}",
        "[STATUS] < 300 | {'source':'status','in':['1xx','2xx']}",
        "[STATUS] <= 201 | {'source':'status','in':['1xx','200','201']}",
        "[STATUS] == any(200, 429) | {'source':'status','in':['200','429']}",
        "[RESPONSE_TIME] <= 300 | {'source':'latency','below':'301ms'}",
        "[CERTIFICATE_EXPIRATION] > 48h | {'source':'certificate','validFor':'48h'}",
        "[BODY] == pat(*ok*) | {'source':'body','contains':'ok'}",
        "[BODY] != pat(*bad*) | {'source':'body','notContains':'bad'}",
        "[BODY].status == UP | {'source':'json','path':'$.status','equals':'UP'}",
        "[BODY].a.b != 3 | {'source':'json','path':'$.a.b','notEquals':3}",
        "[BODY].n < 5 | {'source':'json','path':'$.n','lessThan':5}",
        "[BODY].n >= 5 | {'source':'json','path':'$.n','greaterThan':4}",
        "len([BODY].items) > 0 | {'source':'json','path':'$.items.length()','greaterThan':0}",
        "has([BODY].errors) == false | {'source':'json','path':'$.errors','exists':false}"
      })
  void turnsConditionsIntoAssertions(String condition, String expected) {
    assertThat(assertions(condition).toString().replace('"', '\'')).contains(expected);
  }

  @Test
  void takesOverAHundredEndpointsAndTellsWhatItCouldNot() {
    StringBuilder text = new StringBuilder("endpoints:\n");
    for (int i = 0; i < 100; i++) {
      text.append(
              "  - {name: service %d, group: core, url: 'https://h%d.example/', ".formatted(i, i))
          .append("interval: 30s, conditions: ['%s']}\n".formatted(CONDITIONS.get(i % 25)));
    }
    Conversion converted = convert(text.toString());
    assertThat(converted.endpoints()).hasSize(100);
    for (ObjectNode each : converted.endpoints()) {
      EndpointSpec spec = CODEC.read(each, null);
      assertThat(spec.labels()).containsEntry("group", "core");
      assertThat(spec.key()).startsWith("core-service-");
    }
    assertThat(converted.notes().stream().filter(each -> each.kind() == Kind.IGNORED)).hasSize(12);
    assertThat(converted.notes().stream().filter(each -> each.kind() == Kind.APPROXIMATE))
        .as("a name, two counts, an id, a length, all statuses but one")
        .hasSize(24);
  }

  @Test
  void takesOverHowIsAskedAndWhenItIsDown() {
    ObjectNode endpoint =
        convert(
                """
                x-defaults: &defaults
                  interval: 1m30s
                  client: {timeout: 5s, insecure: true, ignore-redirect: true, network: ip4}
                endpoints:
                  - <<: *defaults
                    name: Ünïted API
                    enabled: false
                    url: https://h.example/graph
                    method: post
                    graphql: true
                    body: "{ users { id } }"
                    headers: {Authorization: Bearer x, Accept: "*/*"}
                    alerts: [{type: slack, failure-threshold: 5, success-threshold: 3, minimum-reminder-interval: 1h}]
                    conditions: ["[STATUS] == 200"]
                """)
            .endpoints()
            .get(0);
    EndpointSpec spec = CODEC.read(endpoint, null);
    assertThat(spec.key()).isEqualTo("united-api");
    assertThat(spec.interval()).isEqualTo(Duration.ofSeconds(90));
    assertThat(spec.timeouts().total()).isEqualTo(Duration.ofSeconds(5));
    assertThat(spec.tls().verify()).isFalse();
    assertThat(spec.redirects().follow()).isFalse();
    assertThat(spec.method()).isEqualTo("POST");
    assertThat(spec.body()).isEqualTo("{\"query\":\"{ users { id } }\"}");
    assertThat(spec.secretHeaders()).containsOnlyKeys("Authorization");
    assertThat(spec.thresholds().down()).isEqualTo(5);
    assertThat(spec.thresholds().up()).isEqualTo(3);
    assertThat(spec.remindEvery()).isEqualTo(Duration.ofHours(1));
    assertThat(spec.paused()).isTrue();
  }

  @Test
  void namesWhatIsNotHttpAndWhatIsNotAnEndpoint() {
    Conversion converted =
        convert(
            """
            alerting: {slack: {webhook-url: "https://hooks.example/SECRET"}}
            external-endpoints: []
            metrics: true
            endpoints:
              - {name: db, url: "tcp://db:5432", conditions: ["[CONNECTED] == true"]}
              - {name: db, url: "https://h.example/${PATH}"}
              - {name: db, url: "https://h.example/"}
            """);
    assertThat(converted.endpoints())
        .extracting(each -> each.path("key").asText())
        .containsExactly("db", "db-2");
    assertThat(converted.notes())
        .extracting(Note::source)
        .containsExactlyInAnyOrder(
            "alerting", "external-endpoints", "endpoints/0 (db)", "endpoints/1 (db)");
    assertThat(converted.notes().toString()).doesNotContain("SECRET");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "endpoints: [",
        "endpoints: {a: 1, a: 2}",
        "- a",
        "a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n"
            + "c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\n"
            + "d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\n"
            + "e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]\n"
            + "endpoints: [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]\n",
        "endpoints: &a [*a]"
      })
  void refusesWhatIsNoConfigurationOrGrowsWithoutEnd(String text) {
    assertThatThrownBy(() -> convert(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
