package io.probity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pins every configuration key with its default, here and in the README. */
class ConfigurationTest {
  private static final String NONE = "";

  /** To look through all classes takes seconds. */
  private static final List<ConfigClass> MAPPINGS = mappings();

  /** Key to default; {@link #NONE}: there is none. */
  private static final Map<String, String> KEYS = new TreeMap<>();

  static {
    KEYS.put("probity.admin-key", NONE);
    KEYS.put("probity.alert.keep", "30d");
    KEYS.put("probity.audit.keep", "365d");
    KEYS.put("probity.certificates.warn-days", "30,14,7,3,1");
    KEYS.put("probity.cluster.exclusive", "false");
    KEYS.put("probity.cluster.heartbeat", "1s");
    KEYS.put("probity.cluster.lease-ttl", "5s");
    KEYS.put("probity.config.dir", NONE);
    KEYS.put("probity.data-dir", "data");
    KEYS.put("probity.dns.servers", NONE);
    KEYS.put("probity.egress.allow", NONE);
    KEYS.put("probity.egress.deny", NONE);
    KEYS.put("probity.embedded", "false");
    KEYS.put("probity.heartbeat.url", NONE);
    KEYS.put("probity.history.fold-grace", "15m");
    KEYS.put("probity.history.partition-width", "6h");
    KEYS.put("probity.history.raw", "30d");
    KEYS.put("probity.history.rollup", "730d");
    KEYS.put("probity.http.trusted-proxies", NONE);
    KEYS.put("probity.incidents.keep", "730d");
    KEYS.put("probity.limits.anonymous-requests-per-minute", "600");
    KEYS.put("probity.limits.checks-per-minute", "120");
    KEYS.put("probity.limits.endpoints-per-key", "100000");
    KEYS.put("probity.limits.requests-per-minute", "6000");
    KEYS.put("probity.metrics.public", "false");
    KEYS.put("probity.monitor.references", NONE);
    KEYS.put("probity.openapi.public", "false");
    KEYS.put("probity.probe.max-connection-age", "10m");
    KEYS.put("probity.probe.max-idle-connections", "20000");
    KEYS.put("probity.probe.max-in-flight", "20000");
    KEYS.put("probity.probe.max-waiting", "20000");
    KEYS.put("probity.probe.min-interval", "1s");
    KEYS.put("probity.probe.on-demand", "16");
    KEYS.put("probity.probe.per-origin", "64");
    KEYS.put("probity.public-url", NONE);
    KEYS.put("probity.recorder.buffer", "64M");
    KEYS.put("probity.roles", "api,probe,alert");
    KEYS.put("probity.secret-key", NONE);
    KEYS.put("probity.secret-key-file", NONE);
    KEYS.put("probity.secret-key-previous", NONE);
    KEYS.put("probity.secret-key-previous-file", NONE);
    KEYS.put("probity.tls.extra-ca", NONE);
  }

  /** Of Quarkus, but nobody gets by without knowing them. */
  private static final List<String> QUARKUS_KEYS =
      List.of(
          "quarkus.datasource.jdbc.url",
          "quarkus.datasource.username",
          "quarkus.datasource.password",
          "quarkus.http.host",
          "quarkus.http.port");

  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z.-]+)` \\| (.*?) \\| (.+) \\|$", Pattern.MULTILINE);

  @Test
  void pinsEveryKeyWithItsDefault() {
    Map<String, String> found = new TreeMap<>();
    for (ConfigClass mapping : MAPPINGS) {
      mapping
          .getProperties()
          .forEach(
              (key, value) -> {
                String byDefault = value == null ? NONE : value;
                assertThat(found.getOrDefault(key, byDefault))
                    .as("the default of %s, which is mapped twice", key)
                    .isEqualTo(byDefault);
                if (!key.endsWith("[*]")) { // A list, that can be written in two ways.
                  found.put(key, byDefault);
                }
              });
    }
    assertThat(found).isEqualTo(KEYS);
  }

  @Test
  void isDocumentedInTheReadme() throws IOException {
    Map<String, String> documented = new LinkedHashMap<>();
    Matcher row = ROW.matcher(Files.readString(Path.of("README.md")));
    while (row.find()) {
      assertThat(documented.put(row.group(1), row.group(2))).as(row.group(1)).isNull();
    }
    assertThat(documented.keySet()).containsAll(QUARKUS_KEYS).containsAll(KEYS.keySet());
    assertThat(documented).hasSize(QUARKUS_KEYS.size() + KEYS.size());
    KEYS.forEach(
        (key, value) -> {
          if (value.equals(NONE)) {
            assertThat(documented.get(key)).as(key).isNotBlank().doesNotContain("`");
          } else {
            assertThat(documented.get(key)).as(key).isEqualTo("`" + value + "`");
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "probity.heartbeat.uri",
        "probity.history.roll-up",
        "probity.monitor.reference",
        "probity.egres.allow",
        "probity.probe.min-intervall"
      })
  void refusesKeysThatAreNotThere(String key) {
    SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().addDiscoveredConverters();
    MAPPINGS.forEach(builder::withMapping);
    assertThat(builder.build()).isNotNull();
    builder.withSources(new PropertiesConfigSource(Map.of(key, "1"), "test", 100));
    assertThatThrownBy(builder::build)
        .isInstanceOf(ConfigValidationException.class)
        .hasMessageContainingAll(key, "does not map to any root");
  }

  private static List<ConfigClass> mappings() {
    List<ConfigClass> mappings =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.probity")
                .stream()
                .filter(each -> each.isAnnotatedWith(ConfigMapping.class))
                .map(each -> ConfigClass.configClass(each.reflect()))
                .filter(each -> each.getPrefix().startsWith("probity"))
                .toList();
    assertThat(mappings).isNotEmpty();
    return mappings;
  }
}
