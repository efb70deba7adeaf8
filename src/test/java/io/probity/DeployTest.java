package io.probity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.testing.PrometheusRules;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What lies in {@code deploy} fits together, and fits the program. */
class DeployTest {
  private static final Path DEPLOY = Path.of("deploy");
  private static final Path BASE = DEPLOY.resolve("kubernetes/base");

  private final ObjectMapper json = new ObjectMapper();

  /** With anchors and merged keys resolved. */
  private List<JsonNode> documents(Path file) throws IOException {
    List<JsonNode> documents = new ArrayList<>();
    try (Reader reader = Files.newBufferedReader(file)) {
      new Yaml(new SafeConstructor(new LoaderOptions()))
          .loadAll(reader)
          .forEach(each -> documents.add(json.valueToTree(each)));
    }
    return documents;
  }

  private JsonNode yaml(Path file) throws IOException {
    List<JsonNode> documents = documents(file);
    assertThat(documents).as(file.toString()).hasSize(1);
    return documents.get(0);
  }

  private static Stream<JsonNode> each(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static List<Path> files(String pattern) throws IOException {
    try (Stream<Path> walk = Files.walk(DEPLOY)) {
      return walk.filter(Files::isRegularFile)
          .filter(file -> !file.toString().contains("node_modules"))
          .filter(file -> file.getFileName().toString().matches(pattern))
          .toList();
    }
  }

  @Test
  void everyFileCanBeRead() throws IOException {
    assertThat(files(".*\\.ya?ml")).hasSizeGreaterThan(12).allSatisfy(this::yaml);
    assertThat(files(".*\\.sh"))
        .isNotEmpty()
        .allMatch(Files::isExecutable)
        .allSatisfy(file -> assertThat(Files.readString(file)).contains("set -euo pipefail"));
  }

  /** An environment variable that stands for no key would be ignored in silence. */
  @Test
  void everyVariableIsAKeyThatTheReadmeLists() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    Set<String> keys = new HashSet<>();
    Matcher rows = Pattern.compile("^\\| `([a-z.-]+)` \\|", Pattern.MULTILINE).matcher(readme);
    while (rows.find()) {
      keys.add(rows.group(1).toUpperCase(java.util.Locale.ROOT).replaceAll("[.-]", "_"));
    }
    keys.add("QUARKUS_CONFIG_LOCATIONS");
    Set<String> used = new HashSet<>();
    yaml(DEPLOY.resolve("compose.yaml"))
        .at("/services/probity-1/environment")
        .fieldNames()
        .forEachRemaining(used::add);
    Matcher variables =
        Pattern.compile("^(?:ENV |[ -]*)?((?:PROBITY|QUARKUS)_[A-Z_]+)=", Pattern.MULTILINE)
            .matcher(
                Files.readString(BASE.resolve("probity.env"))
                    + Files.readString(DEPLOY.resolve("Dockerfile"))
                    + Files.readString(
                        DEPLOY.resolve("kubernetes/overlays/example/kustomization.yaml")));
    while (variables.find()) {
      used.add(variables.group(1));
    }
    assertThat(used).hasSizeGreaterThan(6).isSubsetOf(keys);
  }

  @Test
  void composeNamesOnlyFilesSecretsAndVolumesThatThereAre() throws IOException {
    JsonNode compose = yaml(DEPLOY.resolve("compose.yaml"));
    String secrets = Files.readString(DEPLOY.resolve("compose/secrets.sh"));
    each(compose.get("secrets"))
        .map(each -> each.get("file").asText())
        .forEach(file -> assertThat(secrets).contains(">" + file.replace("./compose/", "")));
    for (JsonNode service : compose.get("services")) {
      each(service.path("secrets"))
          .map(each -> each.isTextual() ? each.asText() : each.get("source").asText())
          .forEach(secret -> assertThat(compose.get("secrets").has(secret)).as(secret).isTrue());
      each(service.path("volumes"))
          .map(each -> each.asText().split(":", 2)[0])
          .forEach(
              source ->
                  assertThat(
                          source.startsWith("./")
                              ? Files.exists(DEPLOY.resolve(source))
                              : compose.get("volumes").has(source))
                      .as(source)
                      .isTrue());
    }
  }

  @Test
  void everyServiceOfComposeIsConfined() throws IOException {
    assertThat(yaml(DEPLOY.resolve("compose.yaml")).get("services"))
        .hasSize(6)
        .allSatisfy(
            service -> {
              assertThat(service.get("read_only").asBoolean()).isTrue();
              assertThat(service.at("/cap_drop/0").asText()).isEqualTo("ALL");
              assertThat(service.at("/security_opt/0").asText())
                  .isEqualTo("no-new-privileges:true");
              assertThat(service.has("mem_limit")).isTrue();
              assertThat(service.get("image").asText()).contains(":").doesNotEndWith(":latest");
            });
  }

  @Test
  void prometheusScrapesEveryReplicaOfComposeUnderTheJobThatTheRulesAskFor() throws IOException {
    JsonNode services = yaml(DEPLOY.resolve("compose.yaml")).get("services");
    List<String> replicas = new ArrayList<>();
    services
        .fieldNames()
        .forEachRemaining(
            name -> replicas.addAll(name.startsWith("probity-") ? List.of(name) : List.of()));
    for (JsonNode scraped : yaml(DEPLOY.resolve("compose/prometheus.yml")).get("scrape_configs")) {
      assertThat(each(scraped.at("/static_configs/0/targets")).map(JsonNode::asText))
          .containsExactlyElementsOf(replicas.stream().map(name -> name + ":8080").toList());
    }
    assertThat(
            yaml(DEPLOY.resolve("compose/prometheus.yml"))
                .at("/scrape_configs/0/job_name")
                .asText())
        .isEqualTo("probity");
  }

  @Test
  void kustomizeNamesEveryFileOfTheBase() throws IOException {
    assertThat(
            each(yaml(BASE.resolve("kustomization.yaml")).get("resources")).map(JsonNode::asText))
        .containsExactlyInAnyOrderElementsOf(
            files(".*\\.yaml").stream()
                .filter(file -> file.getParent().equals(BASE))
                .map(file -> file.getFileName().toString())
                .filter(name -> !name.equals("kustomization.yaml"))
                .toList());
  }

  @Test
  void everySelectorMeansThePodsOfTheDeployment() throws IOException {
    JsonNode deployment = yaml(BASE.resolve("deployment.yaml"));
    JsonNode labels = deployment.at("/spec/template/metadata/labels");
    assertThat(labels).isNotEmpty();
    assertThat(deployment.at("/spec/selector/matchLabels")).isEqualTo(labels);
    assertThat(yaml(BASE.resolve("service.yaml")).at("/spec/selector")).isEqualTo(labels);
    assertThat(yaml(BASE.resolve("disruption.yaml")).at("/spec/selector/matchLabels"))
        .isEqualTo(labels);
    assertThat(yaml(BASE.resolve("networkpolicy.yaml")).at("/spec/podSelector/matchLabels"))
        .isEqualTo(labels);
    assertThat(yaml(BASE.resolve("autoscaler.yaml")).at("/spec/scaleTargetRef/name"))
        .isEqualTo(deployment.at("/metadata/name"));
  }

  @Test
  void podsAreRestrictedAndAskedWhereNoKeyIsNeeded() throws IOException {
    JsonNode pod = yaml(BASE.resolve("deployment.yaml")).at("/spec/template/spec");
    JsonNode container = pod.at("/containers/0");
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(container.at("/securityContext/capabilities/drop/0").asText()).isEqualTo("ALL");
    for (String probe : List.of("startup:started", "liveness:live", "readiness:ready")) {
      JsonNode asked = container.at("/" + probe.split(":")[0] + "Probe/httpGet");
      assertThat(asked.get("path").asText()).isEqualTo("/q/health/" + probe.split(":")[1]);
      assertThat(asked.get("port")).isEqualTo(container.at("/ports/0/name"));
    }
    assertThat(Files.readString(DEPLOY.resolve("Dockerfile")))
        .contains("USER " + pod.at("/securityContext/runAsUser").asText() + ":");
  }

  @Test
  void whatTheImageIsBuiltFromIsNotIgnored() throws IOException {
    List<String> allowed =
        Files.readAllLines(DEPLOY.resolve("Dockerfile.dockerignore")).stream()
            .filter(line -> line.startsWith("!"))
            .map(line -> line.substring(1))
            .toList();
    List<String> copied =
        Files.readAllLines(DEPLOY.resolve("Dockerfile")).stream()
            .filter(line -> line.startsWith("COPY ") && !line.contains("--from="))
            .map(line -> List.of(line.split(" ")))
            .flatMap(words -> words.subList(1, words.size() - 1).stream())
            .toList();
    assertThat(copied).hasSizeGreaterThan(4).isSubsetOf(allowed);
    assertThat(copied).allSatisfy(each -> assertThat(Path.of(each)).exists());
  }

  @Test
  void theReadmeSaysWhatToDoAboutEveryAlert() throws IOException {
    String readme = Files.readString(DEPLOY.resolve("README.md"));
    for (String rules : List.of("probity", "endpoints")) {
      assertThat(
              PrometheusRules.read(DEPLOY.resolve("prometheus/" + rules + ".rules.yml")).alerts())
          .isNotEmpty()
          .allSatisfy(
              alert -> assertThat(readme).contains("\n#### " + alert.get("alert").asText() + "\n"));
    }
  }
}
