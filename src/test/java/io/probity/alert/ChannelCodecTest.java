package io.probity.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.endpoint.InvalidInput;
import io.probity.endpoint.InvalidInput.FieldError;
import io.probity.secret.AesGcmSealer;
import io.probity.secret.MasterKey;
import io.probity.secret.Sealer;
import io.probity.secret.Secret;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelCodecTest {
  private static final String FULL =
      """
      {"name": "on call", "url": "https://hooks.example.com/t/abc?k=v", "format": "probity",
       "template": null, "headers": {"X-Team": "payments"}, "secretHeaders": {"X-Token": "t0ken"},
       "events": ["endpoint.up", "endpoint.down"], "match": {"labels": {"team": "payments"}},
       "grouping": null, "enabled": false}
      """;

  private final ChannelCodec codec =
      new ChannelCodec(
          host -> host.equals("10.0.0.1") ? "10.0.0.1 is refused." : null,
          template -> template.startsWith("{#") ? "Line 1: no." : null);

  @Test
  void fillsInWhatIsLeftOut() {
    ChannelSpec spec = codec.read(json("{\"url\": \"https://hooks.example.com/\"}"), null);
    assertThat(spec.name()).isEqualTo("hooks.example.com");
    assertThat(spec.enabled()).isTrue();
    assertThat(codec.show(spec, true).path("events"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder(
            "endpoint.down",
            "endpoint.up",
            "prober.impaired",
            "prober.recovered",
            "certificate.expiring",
            "certificate.expired");
  }

  @Test
  void takesBackWhatItShowsAndKeepsSecrets() {
    ChannelSpec spec = codec.read(json(FULL), null);
    JsonNode shown = codec.show(spec, true);
    assertThat(shown.at("/secretHeaders/X-Token").textValue()).isEqualTo("***");
    assertThat(shown.toString()).doesNotContain("t0ken");
    assertThat(codec.read(shown, spec)).isEqualTo(spec);
    assertThat(spec.secretHeaders()).containsEntry("X-Token", new Secret("t0ken"));
  }

  @Test
  void showsToThoseWhoMayNotEditOnlyTheOriginOfTheUrl() {
    JsonNode shown = codec.show(codec.read(json(FULL), null), false);
    assertThat(shown.path("url").textValue()).isEqualTo("https://hooks.example.com");
    assertThat(shown.at("/headers/X-Team").textValue()).isEqualTo("***");
  }

  @Test
  void patchesSingleFieldsAndGivesDefaultsForNull() {
    ChannelSpec spec = codec.read(json(FULL), null);
    ChannelSpec patched = codec.patch(json("{\"enabled\": true, \"events\": null}"), spec);
    assertThat(patched.enabled()).isTrue();
    assertThat(patched.events()).isEqualTo(ChannelCodec.DEFAULT_EVENTS);
    assertThat(patched.secretHeaders()).isEqualTo(spec.secretHeaders());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'format': 'cloudevents'}",
        "{'format': 'cloudevents', 'headers': {'content-type': 'application/json'}}",
        "{'format': 'cloudevents', 'headers': {'Content-Type': 'application/cloudevents+json'}}",
        "{'format': 'alertmanager', 'url': 'https://a.example/mimir/api/v2/alerts'}",
        "{'format': 'alertmanager-webhook'}",
        "{'format': 'slack'}",
        "{'format': 'template', 'template': '{data.state}'}",
        "{'format': 'template', 'template': 'x', 'headers': {'Content-Type': 'text/plain'}}"
      })
  void takesEachFormatWithWhatBelongsToItAndKeepsIt(String input) {
    JsonNode config = json(input.replace('\'', '"'));
    JsonNode whole = config.has("url") ? config : withUrl(config);
    ChannelSpec spec = codec.read(whole, null);
    assertThat(spec.format().wireName()).isEqualTo(config.path("format").textValue());
    assertThat(spec.template()).isEqualTo(config.path("template").textValue());
    assertThat(codec.read(codec.show(spec, true), spec)).isEqualTo(spec);
    UUID id = new UUID(7, 7);
    Sealer sealer = new AesGcmSealer(MasterKey.generate());
    assertThat(StoredChannel.read(StoredChannel.write(spec, id, sealer).text(), id, sealer))
        .isEqualTo(spec);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "{} | -",
        "{'grouping': '1s'} | 1s",
        "{'grouping': '1h'} | 1h",
        "{'format': 'cloudevents'} | -",
        "{'format': 'alertmanager-webhook'} | -",
        "{'format': 'alertmanager-webhook', 'grouping': '5m'} | 5m",
        "{'format': 'slack'} | 30s",
        "{'format': 'slack', 'grouping': null} | -",
        "{'format': 'slack', 'grouping': '10s'} | 10s",
        "{'format': 'template', 'template': 'x'} | 30s"
      })
  void groupsForPeopleUnlessItSaysOtherwise(String input, @Nullable String grouping) {
    ChannelSpec spec = codec.read(withUrl(json(input.replace('\'', '"'))), null);
    assertThat(codec.show(spec, false).path("grouping").textValue()).isEqualTo(grouping);
    assertThat(codec.read(codec.show(spec, true), spec)).isEqualTo(spec);
    assertThat(codec.patch(json("{}"), spec)).isEqualTo(spec);
    assertThat(codec.patch(json("{\"grouping\": null}"), spec).grouping()).isNull();
    assertThat(stored(spec, "x")).isEqualTo(spec);
  }

  @ParameterizedTest
  @CsvSource({"{}, slack, 30s", "{}, probity, ", "{'grouping': '10s'}, slack, 10s"})
  void changesItsGroupingWithTheFormatUnlessItWasSet(
      String input, String format, @Nullable String grouping) {
    ChannelSpec spec = codec.read(withUrl(json(input.replace('\'', '"'))), null);
    ChannelSpec patched = codec.patch(json("{\"format\": \"" + format + "\"}"), spec);
    assertThat(codec.show(patched, true).path("grouping").textValue()).isEqualTo(grouping);
  }

  @ParameterizedTest
  @CsvSource({"slack, 30s", "probity, "})
  void groupsByDefaultWhatWasStoredBeforeThereWasGrouping(
      String format, @Nullable String grouping) {
    ChannelSpec spec =
        codec.read(withUrl(json("{\"format\": \"" + format + "\", \"grouping\": null}")), null);
    assertThat(codec.show(stored(spec, "grouping"), true).path("grouping").textValue())
        .isEqualTo(grouping);
  }

  /** The specification as it comes back from the database, without a member. */
  private static ChannelSpec stored(ChannelSpec spec, String without) {
    UUID id = new UUID(7, 7);
    Sealer sealer = new AesGcmSealer(MasterKey.generate());
    ObjectNode config = (ObjectNode) json(StoredChannel.write(spec, id, sealer).text());
    config.remove(without);
    return StoredChannel.read(config.toString(), id, sealer);
  }

  @Test
  void losesItsTemplateWithTheFormat() {
    ChannelSpec spec =
        codec.read(
            json(
                "{\"url\": \"https://a.example/\", \"format\": \"template\", \"template\": \"x\"}"),
            null);
    assertThat(codec.show(spec, false).path("template").textValue()).isEqualTo("***");
    assertThat(errors("{\"format\": \"slack\"}", spec)).containsExactly("/template");
    ChannelSpec slack = codec.patch(json("{\"format\": \"slack\", \"template\": null}"), spec);
    assertThat(slack.template()).isNull();
  }

  @Test
  void losesStoredSecretsWithTheOriginTheyWereFor() {
    ChannelSpec spec = codec.read(json(FULL), null);
    assertThat(errors("{\"url\": \"https://other.example.com/\"}", spec))
        .containsExactly("/secretHeaders/X-Token");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | /url",
        "{'url': 'ftp://a.example/'} | /url",
        "{'url': 'https://u:p@a.example/'} | /url",
        "{'url': 'https://10.0.0.1/'} | /url",
        "{'url': 'https://a.example/', 'format': 'fax'} | /format",
        "{'url': 'https://a.example/', 'template': 'x'} | /template",
        "{'url': 'https://a.example/', 'format': 'slack', 'template': 'x'} | /template",
        "{'url': 'https://a.example/', 'format': 'template'} | /template",
        "{'url': 'https://a.example/', 'format': 'template', 'template': ''} | /template",
        "{'url': 'https://a.example/', 'format': 'template', 'template': '{#if'} | /template",
        "{'url': 'https://a.example/', 'format': 'alertmanager'} | /url",
        "{'url': 'https://a.example/', 'headers': {'Content-Type': 'text/plain'}} | /headers",
        "{'url': 'https://a.example/', 'format': 'slack', 'headers': {'Content-Type': 'application/json'}} | /headers",
        "{'url': 'https://a.example/', 'format': 'cloudevents', 'headers': {'Content-Type': 'text/plain'}} | /headers",
        "{'url': 'https://a.example/', 'format': 'template', 'template': 'x', 'secretHeaders': {'Content-Type': 'text/plain'}} | /headers",
        "{'url': 'https://a.example/', 'grouping': '999ms'} | /grouping",
        "{'url': 'https://a.example/', 'grouping': '3601s'} | /grouping",
        "{'url': 'https://a.example/', 'grouping': 30} | /grouping",
        "{'url': 'https://a.example/', 'format': 'slack', 'grouping': 'soon'} | /grouping",
        "{'url': 'https://a.example/', 'events': []} | /events",
        "{'url': 'https://a.example/', 'events': ['endpoint.sideways']} | /events",
        "{'url': 'https://a.example/', 'headers': {'Webhook-Id': '1'}} | /headers",
        "{'url': 'https://a.example/', 'headers': {'a b': '1'}} | /headers/a b",
        "{'url': 'https://a.example/', 'secretHeaders': {'X': '***'}} | /secretHeaders/X",
        "{'url': 'https://a.example/', 'match': {'tags': {}}} | /match/tags",
        "{'url': 'https://a.example/', 'enabled': 'yes'} | /enabled",
        "{'url': 'https://a.example/', 'urll': 1} | /urll"
      })
  void refusesByNameWhatIsWrong(String input, String pointer) {
    assertThat(errors(input.replace('\'', '"'), null)).containsExactly(pointer);
  }

  private static JsonNode withUrl(JsonNode config) {
    return ((ObjectNode) config).put("url", "https://a.example/");
  }

  private List<String> errors(String input, @Nullable ChannelSpec stored) {
    InvalidInput invalid =
        catchThrowableOfType(
            InvalidInput.class,
            () -> {
              if (stored == null) {
                codec.read(json(input), null);
              } else {
                codec.patch(json(input), stored);
              }
            });
    return invalid.errors().stream().map(FieldError::pointer).toList();
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
