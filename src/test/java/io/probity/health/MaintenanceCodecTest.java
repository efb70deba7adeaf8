package io.probity.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.endpoint.InvalidInput;
import io.probity.endpoint.InvalidInput.FieldError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaintenanceCodecTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALL = "\"name\": \"n\", \"match\": {\"labels\": {}}";

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"match\": {\"labels\": {\"team\": \"x\"}}, \"from\": \"2026-11-22T11:00:00Z\", \"to\": \"2026-11-22T12:00:00.250Z\"",
        "\"match\": {\"endpoints\": [\"01935aaa-0000-7000-8000-000000000001\"]}, \"cron\": \"30 2 * * sun\", \"duration\": \"2h\", \"zone\": \"Europe/Berlin\"",
      })
  void acceptsWhatItAnswersAndMeansTheSame(String body) {
    JsonNode written = json("{\"name\": \"n\", " + body + "}");
    MaintenanceSpec read = MaintenanceCodec.read(written);
    assertThat(MaintenanceCodec.show(read)).isEqualTo(written);
    assertThat(MaintenanceCodec.read(MaintenanceCodec.show(read))).isEqualTo(read);
  }

  @Test
  void takesInstantsWithAnOffsetAndAnswersUtc() {
    MaintenanceSpec read =
        MaintenanceCodec.read(
            json(
                "{"
                    + ALL
                    + ", \"from\": \"2026-11-22T12:00:00+01:00\", \"to\": \"2026-11-22T12:00:00Z\"}"));
    assertThat(MaintenanceCodec.show(read).path("from").asText()).isEqualTo("2026-11-22T11:00:00Z");
  }

  @Test
  void aPatchTurnsAWindowThatIsOnceIntoARecurringOne() {
    MaintenanceSpec once =
        MaintenanceCodec.read(
            json(
                "{"
                    + ALL
                    + ", \"from\": \"2026-11-22T11:00:00Z\", \"to\": \"2026-11-22T12:00:00Z\"}"));
    MaintenanceSpec patched =
        MaintenanceCodec.patch(
            json("{\"from\": null, \"to\": null, \"cron\": \"0 3 * * *\", \"duration\": \"30m\"}"),
            once);
    assertThat(MaintenanceCodec.show(patched).path("zone").asText()).isEqualTo("UTC");
    assertThat(MaintenanceCodec.show(patched).has("from")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                                                     | /name /match /from /to",
        "{ALL}                                                                  | /from /to",
        "{ALL, \"from\": \"2026-11-22T11:00:00Z\", \"to\": \"2026-11-22T11:00:00Z\"} | /to",
        "{ALL, \"from\": \"yesterday\", \"to\": 5}                              | /from /to",
        "{ALL, \"cron\": \"0 0 30 2 *\", \"duration\": \"1h\"}                  | /cron",
        "{ALL, \"cron\": \"0 0 * *\", \"duration\": \"1h\"}                     | /cron",
        "{ALL, \"cron\": \"0 3 * * *\"}                                         | /duration",
        "{ALL, \"duration\": \"1h\"}                                            | /cron",
        "{ALL, \"cron\": \"0 * * * *\", \"duration\": \"1h\"}                   | /duration",
        "{ALL, \"cron\": \"0 3 * * *\", \"duration\": \"0s\"}                   | /duration",
        "{ALL, \"cron\": \"0 3 * * *\", \"duration\": \"1h\", \"zone\": \"Mars/Base\"} | /zone",
        "{ALL, \"cron\": \"0 3 * * *\", \"duration\": \"1h\", \"from\": \"2026-11-22T11:00:00Z\"} | /cron",
        "{ALL, \"cron\": \"0 3 * * *\", \"duration\": \"1h\", \"every\": 1}     | /every",
        "{\"name\": \"n\", \"match\": {}, \"cron\": \"0 3 * * *\", \"duration\": \"1h\"} | /match",
        "{\"name\": \"n\", \"match\": {\"labels\": {}, \"endpoints\": [\"01935aaa-0000-7000-8000-000000000001\"]}, \"cron\": \"0 3 * * *\", \"duration\": \"1h\"} | /match",
        "{\"name\": \"n\", \"match\": {\"endpoints\": []}, \"cron\": \"0 3 * * *\", \"duration\": \"1h\"} | /match/endpoints",
        "{\"name\": \"n\", \"match\": {\"endpoints\": [\"x\"]}, \"cron\": \"0 3 * * *\", \"duration\": \"1h\"} | /match/endpoints",
      })
  void namesEveryFieldThatIsWrong(String body, String pointers) {
    InvalidInput refused =
        catchThrowableOfType(
            InvalidInput.class, () -> MaintenanceCodec.read(json(body.replace("ALL", ALL))));
    assertThat(refused.errors().stream().map(FieldError::pointer))
        .containsExactly(pointers.split(" "));
  }
}
