package io.probity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.probity.testing.PrometheusRules;
import io.probity.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds what lies in {@code deploy/prometheus} to what Prometheus itself says of it. */
class AlertRulesTest {
  private static final Path DIRECTORY = Path.of("deploy/prometheus");

  private static String promtool(String arguments) {
    assumeTrue(Shell.installed("promtool"), "promtool is not installed");
    return Shell.run(
        "cd " + DIRECTORY + " && promtool " + arguments + "; echo ended: $?", Map.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"probity", "endpoints"})
  void everyAlertFiresForWhatIsSickAndForNothingElse(String name) {
    assertThat(promtool("test rules " + name + ".rules.test.yml"))
        .doesNotContain("FAILED")
        .contains("SUCCESS")
        .endsWith("ended: 0\n");
  }

  @Test
  void theExampleConfigurationIsValid() {
    assertThat(promtool("check config --syntax-only prometheus.yml")).endsWith("ended: 0\n");
  }

  @Test
  void theConfigurationsOfComposeAreValid() {
    assertThat(promtool("check config --syntax-only ../compose/prometheus.yml"))
        .endsWith("ended: 0\n");
    assumeTrue(Shell.installed("amtool"), "amtool is not installed");
    assertThat(
            Shell.run(
                "amtool check-config deploy/compose/alertmanager.yml; echo ended: $?", Map.of()))
        .endsWith("ended: 0\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"probity", "endpoints"})
  void everyAlertIsAmongThoseTested(String name) throws IOException {
    String tests = Files.readString(DIRECTORY.resolve(name + ".rules.test.yml"));
    assertThat(PrometheusRules.read(DIRECTORY.resolve(name + ".rules.yml")).alerts())
        .isNotEmpty()
        .allSatisfy(
            alert ->
                assertThat(tests).contains("{alertname=\"" + alert.get("alert").asText() + "\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"probity", "endpoints"})
  void everyAlertSaysHowBadItIsAndWhatItMeans(String name) {
    for (JsonNode alert : PrometheusRules.read(DIRECTORY.resolve(name + ".rules.yml")).alerts()) {
      assertThat(alert.at("/labels/severity").asText())
          .as(alert.get("alert").asText())
          .isIn("critical", "warning");
      assertThat(alert.at("/annotations/summary").asText()).isNotEmpty();
      assertThat(alert.at("/annotations/description").asText()).endsWith(".").doesNotContain("://");
    }
  }
}
